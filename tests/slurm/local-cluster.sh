#!/usr/bin/env bash
# A real Slurm on this machine alone, for tests: one node, 16 CPUs, two pretended GPUs.
#
#   tests/slurm/local-cluster.sh install   Debian's slurm-wlm and munge
#   tests/slurm/local-cluster.sh start     brings it up; does nothing where it already runs
#   tests/slurm/local-cluster.sh crash     kills slurmd (SIGKILL) and starts it again
#   tests/slurm/local-cluster.sh status    whether it runs
#   tests/slurm/local-cluster.sh stop      ends it and removes what start has written
#
# Needs root. A /etc/slurm/slurm.conf that this script did not write is a real cluster's: then
# nothing is touched. The configuration has to be there and not elsewhere: jobs lose SLURM_CONF.
set -euo pipefail

CONF=/etc/slurm
MARK="# Written by MIDIvideo's tests/slurm/local-cluster.sh"
HOME_DIR=/var/tmp/midivideo-slurm
MUNGE_SOCKET=/run/munge/munge.socket.2

die() {
  echo "$1" >&2
  exit "${2:-1}"
}

ours() {
  [ -f "$CONF/slurm.conf" ] && [ "$(head -n 1 "$CONF/slurm.conf")" = "$MARK" ]
}

needs_root_and_no_real_cluster() {
  [ "$(id -u)" = 0 ] || die "only root can start Slurm"
  if [ -e "$CONF/slurm.conf" ] && ! ours; then
    die "$CONF/slurm.conf is not this script's: there is a real Slurm here"
  fi
}

# Whether the process whose id a daemon has written down is still that daemon, and no zombie.
running() {
  local pid
  pid=$(cat "$2" 2> /dev/null) && grep -q "^$pid ($1) [^ZX]" "/proc/$pid/stat" 2> /dev/null
}

installed() {
  command -v slurmctld > /dev/null && command -v slurmd > /dev/null && command -v munged > /dev/null
}

install() {
  installed && return
  [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null || die "Slurm can't be installed here"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    slurm-wlm munge > /dev/null
}

write_configuration() {
  local name
  name=$(hostname -s)
  mkdir -p "$CONF" "$HOME_DIR/state" "$HOME_DIR/spool"
  # config_overrides: the node offers 16 CPUs, however many there are. pgid and none: no cgroups,
  # which a container may not make. No accounting: status comes from squeue, so finished jobs have
  # to be remembered. Fast timers, but patience with processes of a busy machine.
  cat > "$CONF/slurm.conf" << END
$MARK
ClusterName=midivideo
SlurmctldHost=$name(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
StateSaveLocation=$HOME_DIR/state
SlurmdSpoolDir=$HOME_DIR/spool
SlurmctldPidFile=$HOME_DIR/slurmctld.pid
SlurmdPidFile=$HOME_DIR/slurmd.pid
SlurmctldLogFile=$HOME_DIR/slurmctld.log
SlurmdLogFile=$HOME_DIR/slurmd.log
SlurmctldPort=16817
SlurmdPort=16818
SlurmdParameters=config_overrides
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0,bf_interval=1
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MinJobAge=3600
KillWait=2
UnkillableStepTimeout=900
SlurmdTimeout=30
ReturnToService=2
MpiDefault=none
GresTypes=gpu
NodeName=$name NodeAddr=127.0.0.1 CPUs=16 RealMemory=$((64 * 1024)) Gres=gpu:toy:2 Feature=toy
PartitionName=main Nodes=$name Default=YES MaxTime=INFINITE
PartitionName=other Nodes=$name MaxTime=INFINITE
END
  # Any two character devices pass for GPUs: Slurm only counts them and tells a job which is its.
  cat > "$CONF/gres.conf" << END
$MARK
NodeName=$name Name=gpu Type=toy File=/dev/full
NodeName=$name Name=gpu Type=toy File=/dev/zero
END
}

start_munge() {
  [ -S "$MUNGE_SOCKET" ] && munge -n > /dev/null 2>&1 && return
  mkdir -p /run/munge /var/log/munge /var/lib/munge
  [ -s /etc/munge/munge.key ] || dd if=/dev/urandom of=/etc/munge/munge.key bs=1 count=128 status=none
  chown -R munge: /etc/munge /run/munge /var/log/munge /var/lib/munge
  chmod 0400 /etc/munge/munge.key
  chmod 0755 /run/munge
  setpriv --reuid=munge --regid=munge --clear-groups munged --force
  touch "$HOME_DIR/started-munge"
}

wait_until_idle() {
  local i
  for i in $(seq 300); do
    case "$(sinfo --noheader --format=%T 2> /dev/null | sort -u)" in
      idle | mixed | allocated) return ;;
      down* | drain*)
        scontrol update NodeName="$(hostname -s)" State=RESUME 2> /dev/null || true
        ;;
    esac
    sleep 0.1
  done
  tail -n 20 "$HOME_DIR"/*.log >&2
  die "the node did not come up"
}

start() {
  needs_root_and_no_real_cluster
  installed || die "Slurm is not installed"
  write_configuration
  start_munge
  running slurmctld "$HOME_DIR/slurmctld.pid" || slurmctld
  running slurmd "$HOME_DIR/slurmd.pid" || slurmd
  wait_until_idle
}

crash() {
  needs_root_and_no_real_cluster
  end slurmd "$HOME_DIR/slurmd.pid" KILL
  slurmd
  wait_until_idle
}

# Ends a daemon: end NAME PID_FILE [SIGNAL].
end() {
  local i
  running "$1" "$2" || return 0
  kill "-${3:-TERM}" "$(cat "$2")"
  for i in $(seq 100); do
    running "$1" "$2" || return 0
    sleep 0.1
  done
  die "$1 does not end"
}

stop() {
  needs_root_and_no_real_cluster
  ours || return 0
  scancel --user="$(id -un)" 2> /dev/null || true
  end slurmd "$HOME_DIR/slurmd.pid"
  end slurmctld "$HOME_DIR/slurmctld.pid"
  if [ -e "$HOME_DIR/started-munge" ]; then
    end munged /run/munge/munged.pid
  fi
  rm -rf "$HOME_DIR" "$CONF/slurm.conf" "$CONF/gres.conf"
}

case "${1:-}" in
  install) install ;;
  start) start ;;
  crash) crash ;;
  status) ours && sinfo > /dev/null 2>&1 ;;
  stop) stop ;;
  *) die "usage: $0 install|start|crash|status|stop" 2 ;;
esac
