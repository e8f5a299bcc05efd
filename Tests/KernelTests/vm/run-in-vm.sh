#!/bin/bash
# run-in-vm.sh - run a command in a fresh VM that has GPIO, on top of this machine's own files.
#   run-in-vm.sh [-s SHARE] [-t SECONDS] [-e NAME=VALUE]... [-p CHARDEV] [-b BLOCKDEV] [-C] [-x QEMU_ARGS] [-v] [--] COMMAND [ARG...]
#   run-in-vm.sh --template        boot once and keep the state; later runs start from it (about a second)
#   run-in-vm.sh --template-if-old the same, unless there is one
#   -s SHARE  host folder shared read-write at the same path, and the working folder (default: $PWD)
#   -t        kill the VM after so many seconds (default 300; exit 124)
#   -e        a variable for the command's environment
#   -p        the chardev behind the VM's /dev/ttyS1, e.g. pty, socket,path=/x,server=on,wait=off (default null)
#   -b        what is behind the VM's 256 MiB disk /dev/vda: a file, or a qemu -blockdev string without node-name, e.g.
#             driver=nbd,server.type=unix,server.path=/x; default: a disk of zeros that forgets
#   -C        cold boot, no template        -x  further qemu arguments, word-split (implies -C)
#   -v        kernel messages to stderr
# The root of the VM is this machine's / (9p, read-only) under a tmpfs overlay: any program that runs here runs there;
# what it writes outside SHARE is lost. Exit code: the command's; 124 timeout; 137 qemu was killed; 125 the VM died or never ran it.
# While it runs: QMP at SHARE/.vm/qmp.sock; kernel log in SHARE/.vm/console.log; qemu's pid in SHARE/.vm/pid.
set -eu
: "${VMDIR:=${XDG_CACHE_HOME:-$HOME/.cache}/locker-agent-vm}"
: "${KSUITE:=bookworm}" "${VM_MEM:=768}" "${VM_CPUS:=2}" "${VM_ACCEL:=tcg,thread=multi,tb-size=256}" "${VM_CPU:=max}"
K="$VMDIR/build/$KSUITE" T="$VMDIR/build/$KSUITE/tmpl-$VM_MEM-$VM_CPUS-$VM_CPU"
share=$PWD limit=300 extra=() envs=() verbose=0 cold=0 tty=null tmpl=0 bdev=driver=null-co,size=268435456,read-zeroes=on
while [ $# -gt 0 ]; do case $1 in
  -s) share=$(cd "$2" && pwd -P); shift 2;; -t) limit=$2; shift 2;; -e) envs+=("$2"); shift 2;;
  -x) read -ra x <<<"$2"; extra+=("${x[@]}"); cold=1; shift 2;; -C) cold=1; shift;; -p) tty=$2; shift 2;;
  -b) case $2 in *,*) bdev=$2;; *) bdev="driver=file,filename=$2";; esac; shift 2;;
  -v) verbose=1; shift;; --template) tmpl=1; cold=1; shift;;
  --template-if-old) [ ! "$T/state" -nt "$K/initrd.img" ] || exit 0; tmpl=1; cold=1; shift;;
  --) shift; break;; -*) echo "run-in-vm: what is $1?" >&2; exit 2;; *) break;; esac; done
[ -e "$K/initrd.img" ] || { echo "run-in-vm: run make-vm.sh first" >&2; exit 2; }
if [ $tmpl = 1 ]; then rm -rf "$T"; mkdir -p "$T"; share=$T
else [ $# -gt 0 ] || { echo "run-in-vm: no command" >&2; exit 2; }; fi
V="$share/.vm"; mkdir -p "$V"; rm -f "$V/rc" "$V/qmp.sock" "$V/pid"
[ "$T/state" -nt "$K/initrd.img" ] || cold=1          # no template, or one of an older initrd

cat > "$V/stage2" <<'E2'
b=/run/busybox
. "${0%/*}/env"; V=$share/.vm
$b mkdir -p /dev/pts /dev/shm; $b mount -t devpts -o ptmxmode=666,mode=620 pts /dev/pts; $b mount -t tmpfs shm /dev/shm
[ -e /dev/fd ] || $b ln -s /proc/self/fd /dev/fd; $b ln -sf /proc/self/fd/0 /dev/stdin; $b ln -sf /proc/self/fd/1 /dev/stdout; $b ln -sf /proc/self/fd/2 /dev/stderr
$b mount -t configfs cfg /sys/kernel/config; $b mount -t debugfs dbg /sys/kernel/debug; $b mount -t cgroup2 cg /sys/fs/cgroup
$b ip link set lo up; $b hostname bank
set -- /dev/vport*p2; err=$1; out=${1%2}1
$b setsid /bin/bash $V/cmd </dev/null >$out 2>$err
rc=$?
echo $rc > $V/rc.tmp; $b mv $V/rc.tmp $V/rc
echo b > /proc/sysrq-trigger; $b sleep 5
E2
{ printf 'export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb\n'
  for e in ${envs[@]+"${envs[@]}"}; do printf 'export %q\n' "$e"; done
  printf 'cd %q\n' "$share"; printf 'exec'; printf ' %q' "$@"; echo; } > "$V/cmd"
{ printf 'share=%q\nmods=%q\nnow=%s\n' "$share" "$(cd "$K/x/lib/modules" && pwd -P)" "$(date +%s)"; } > "$V/env"
head -c 64 /dev/urandom > "$V/seed"

t0=$(date +%s.%N); rc=0
mshare=off; [ $tmpl = 0 ] || mshare=on
mem="$T/ram"; mo=(-object "memory-backend-file,id=mem,size=${VM_MEM}M,mem-path=$mem,share=$mshare")
[ $cold = 0 ] || [ $tmpl = 1 ] || mo=(-object "memory-backend-ram,id=mem,size=${VM_MEM}M")
args=(-nodefaults -no-user-config -display none -no-reboot -machine pc,usb=off,vmport=off,graphics=off,memory-backend=mem "${mo[@]}"
  -accel "$VM_ACCEL" -cpu "$VM_CPU" -smp "$VM_CPUS" -m "$VM_MEM"
  -kernel "$K/vmlinux" -initrd "$K/initrd.img"
  -append "console=ttyS0 $([ $verbose = 1 ] || echo quiet) panic=-1 oops=panic mitigations=off tsc=reliable no_timer_check random.trust_cpu=on rcupdate.rcu_expedited=1 audit=0 cryptomgr.notests=1 lsm=yama vm.mode=fast ${VM_APPEND:-}"
  -chardev "file,id=con,path=$V/console.log" -serial chardev:con -chardev "$tty,id=tty" -serial chardev:tty
  -fsdev local,id=root,path=/,security_model=none,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=root,mount_tag=hostroot
  -fsdev local,id=share,path="$share",security_model=none,multidevs=remap -device virtio-9p-pci,fsdev=share,mount_tag=share
  -chardev file,id=out,path=/dev/fd/1,append=on -chardev file,id=err,path=/dev/fd/2,append=on
  -chardev pipe,id=ctl,path="$V/ctl"
  -device virtio-serial-pci -device virtserialport,chardev=out,nr=1,name=out -device virtserialport,chardev=err,nr=2,name=err
  -device virtserialport,chardev=ctl,nr=3,name=ctl -device qemu-xhci,id=xhci
  -blockdev "$bdev,node-name=data" -device virtio-blk-pci,drive=data
  -pidfile "$V/pid"
  -qmp "unix:$V/qmp.sock,server=on,wait=off")
rm -f "$V/ctl"; mkfifo "$V/ctl"; exec 5<>"$V/ctl"

if [ $tmpl = 1 ]; then
  timeout -k 5 "$limit" qemu-system-x86_64 "${args[@]}" & q=$!
  while ! grep -q VM-READY "$V/console.log" 2>/dev/null; do kill -0 $q || exit 125; sleep 0.1; done
  sleep 0.5
  python3 - "$V/qmp.sock" "$T/state" <<'PY'
import socket, json, sys, time
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); f = s.makefile('rw')
def cmd(c, **a):
    f.write(json.dumps({'execute': c, 'arguments': a}) + '\n'); f.flush()
    while True:
        r = json.loads(f.readline())
        if 'return' in r: return r['return']
        if 'error' in r: sys.exit('%s: %s' % (c, r['error']))
f.readline(); cmd('qmp_capabilities'); cmd('stop')
cmd('migrate-set-capabilities', capabilities=[{'capability': 'x-ignore-shared', 'state': True}])
cmd('migrate', uri='exec:cat > ' + sys.argv[2])
while True:
    r = cmd('query-migrate')
    if r['status'] in ('completed', 'failed'): break
    time.sleep(0.05)
print('template:', r['status'], file=sys.stderr)
cmd('quit')
PY
  wait $q || rc=$?
  echo "template: $(stat -c %s "$T/state") bytes of state, $(du -m "$T/ram" | cut -f1) MiB of memory, $(awk "BEGIN{printf \"%.1f\", $(date +%s.%N)-$t0}") s" >&2
  exit $rc
fi
if [ $cold = 0 ]; then args+=(-incoming defer); fi
# pipes, so that qemu can open /dev/fd/N whatever this script's own output is
exec 3> >(cat); o=$!; exec 4> >(cat >&2); e=$!
timeout -k 5 "$limit" qemu-system-x86_64 "${args[@]}" ${extra[@]+"${extra[@]}"} >&3 2>&4 </dev/null 3>&- 4>&- & q=$!
exec 3>&- 4>&-; trap 'kill $q 2>/dev/null' EXIT INT TERM
if [ $cold = 0 ]; then
  python3 - "$V/qmp.sock" "$T/state" <<'PY' || kill $q
import socket, json, sys, time
s = socket.socket(socket.AF_UNIX)
for i in range(500):
    try: s.connect(sys.argv[1]); break
    except OSError: time.sleep(0.02)
f = s.makefile('rw')
def cmd(c, **a):
    f.write(json.dumps({'execute': c, 'arguments': a}) + '\n'); f.flush()
    while True:
        r = json.loads(f.readline())
        if 'return' in r: return r['return']
        if 'error' in r: sys.exit('%s: %s' % (c, r['error']))
f.readline(); cmd('qmp_capabilities')
cmd('migrate-set-capabilities', capabilities=[{'capability': 'x-ignore-shared', 'state': True}])
cmd('migrate-incoming', uri='exec:cat ' + sys.argv[2])
while True:
    r = cmd('query-migrate').get('status')
    if r == 'completed': break
    if r == 'failed': sys.exit('run-in-vm: the template does not load')
    time.sleep(0.01)
cmd('cont')
PY
fi
echo go >&5
{ wait $q; } 2>/dev/null || rc=$?
trap - EXIT INT TERM; exec 5>&-; wait $o $e 2>/dev/null || :
[ $verbose = 0 ] || cat "$V/console.log" >&2
[ -e "$V/rc" ] && exit "$(cat "$V/rc")"
[ $rc != 137 ] || exit 137
[ $rc != 124 ] || { echo "run-in-vm: killed after $limit s" >&2; exit 124; }
echo "run-in-vm: the VM ended without a result (qemu $rc); console:" >&2; tail -20 "$V/console.log" >&2; exit 125
