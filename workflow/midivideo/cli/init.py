"""placeholder"""
def add(subparsers):
    subparsers.add_parser("init")
