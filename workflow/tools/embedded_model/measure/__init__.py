"""What a model of the box can do, in figures: does it paint what it is asked for, and how well?

A small classifier, trained on pictures of the generator, looks at what the model painted from
captions: is the motif right, is the palette right? In the classifier's features the Fréchet
distance says how far painted pictures are from drawn ones. Every figure stands beside what
chance, an untrained model and real held-out pictures get.
"""
