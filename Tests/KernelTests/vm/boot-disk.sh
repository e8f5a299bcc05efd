#!/bin/bash
# boot-disk.sh - boots a disk with systemd and runs a command in it (root, after basic.target).
#   boot-disk.sh [-d DISK] [-s SHARE] [-t SECONDS] [-e NAME=VALUE]... [-b BLOCKDEV] [-p CHARDEV] [-u NAME]... [-x QEMU_ARGS] [-v] [--] COMMAND...
#   -d DISK  a qcow2 over build/rootfs.ext4, made when missing and kept (default: a throw-away one)
#   -b       a second disk /dev/vdb: a file, or a qemu -blockdev string without node-name (e.g. nbd,server.type=unix,server.path=X)
#   -u NAME  a wire for a USB serial adapter: what is plugged in with chardev=adapter-NAME has its other end at the command's
#            /dev/virtio-ports/board-NAME; QMP, to plug it in and to pull it, is at /dev/virtio-ports/hand
#   others as in run-in-vm.sh. Exit: the command's; 124 timeout; 137 qemu was killed (a power cut); 125 other.
#   Power cut: kill -9 $(cat SHARE/.vm/pid), then boot the same DISK again.
set -eu
: "${VMDIR:=${XDG_CACHE_HOME:-$HOME/.cache}/locker-agent-vm}"
: "${KSUITE:=bookworm}" "${VM_MEM:=768}" "${VM_CPUS:=2}" "${VM_ACCEL:=tcg,thread=multi,tb-size=256}" "${VM_CPU:=max}"
K="$VMDIR/build/$KSUITE" share=$PWD disk='' limit=300 extra=() envs=() verbose=0 tty=null b2='' wires=()
while [ $# -gt 0 ]; do case $1 in
  -s) share=$(cd "$2" && pwd -P); shift 2;; -t) limit=$2; shift 2;; -e) envs+=("$2"); shift 2;; -d) disk=$2; shift 2;;
  -b) b2=$2; shift 2;; -p) tty=$2; shift 2;; -u) wires+=("$2"); shift 2;; -x) read -ra x <<<"$2"; extra+=("${x[@]}"); shift 2;; -v) verbose=1; shift;;
  --) shift; break;; -*) echo "boot-disk: what is $1?" >&2; exit 2;; *) break;; esac; done
[ $# -gt 0 ] || { echo "boot-disk: no command" >&2; exit 2; }
V="$share/.vm"; mkdir -p "$V"; rm -f "$V/rc" "$V/qmp.sock" "$V/pid"
if [ -z "$disk" ]; then disk="$V/throwaway.qcow2"; rm -f "$disk"; fi
[ -e "$disk" ] || qemu-img create -q -f qcow2 -F raw -b "$(realpath "$VMDIR/build/rootfs.ext4")" "$disk"
{ for e in ${envs[@]+"${envs[@]}"}; do printf 'export %q\n' "$e"; done
  printf 'cd %q\n' "$share"; printf 'exec'; printf ' %q' "$@"; echo; } > "$V/cmd"
# Both ends of each socket are qemu's own: the guest plays the board behind its adapter, and the hand that pulls it.
if [ ${#wires[@]} -gt 0 ]; then
  extra+=(-chardev "socket,id=monitor,path=$V/hand.sock,server=on,wait=off" -mon chardev=monitor,mode=control
    -chardev "socket,id=hand,path=$V/hand.sock" -device virtserialport,chardev=hand,nr=3,name=hand)
  nr=4; for w in "${wires[@]}"; do
    extra+=(-chardev "socket,id=adapter-$w,path=$V/$w.sock,server=on,wait=off" -chardev "socket,id=board-$w,path=$V/$w.sock"
      -device "virtserialport,chardev=board-$w,nr=$nr,name=board-$w"); nr=$((nr + 1)); done
fi
case $b2 in '') ;; *,*) extra+=(-blockdev "$b2,node-name=data" -device virtio-blk-pci,drive=data);;
  *) extra+=(-blockdev "driver=file,filename=$b2,node-name=data" -device virtio-blk-pci,drive=data);; esac
exec 3> >(cat); o=$!; exec 4> >(cat >&2); e=$!; rc=0
timeout -k 5 "$limit" qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot -machine pc,usb=off,vmport=off,graphics=off \
  -accel "$VM_ACCEL" -cpu "$VM_CPU" -smp "$VM_CPUS" -m "$VM_MEM" -kernel "$K/vmlinux" -initrd "$K/initrd.img" \
  -append "console=ttyS0 $([ $verbose = 1 ] || echo quiet) panic=-1 oops=panic mitigations=off tsc=reliable no_timer_check random.trust_cpu=on rcupdate.rcu_expedited=1 cryptomgr.notests=1 vm.mode=disk vm.rootflags=rw vm.init=/lib/systemd/systemd vm.mods=1 vm.share=$share ${VM_APPEND:-}" \
  -chardev "file,id=con,path=$V/console.log" -serial chardev:con -chardev "$tty,id=tty" -serial chardev:tty \
  -drive "file=$disk,if=none,id=root,format=qcow2" -device virtio-blk-pci,drive=root \
  -fsdev local,id=mods,path="$(cd "$K/x/lib/modules" && pwd -P)",security_model=none,readonly=on -device virtio-9p-pci,fsdev=mods,mount_tag=mods \
  -fsdev local,id=share,path="$share",security_model=none,multidevs=remap -device virtio-9p-pci,fsdev=share,mount_tag=share \
  -chardev file,id=out,path=/dev/fd/1,append=on -chardev file,id=err,path=/dev/fd/2,append=on \
  -device virtio-serial-pci -device virtserialport,chardev=out,nr=1,name=out -device virtserialport,chardev=err,nr=2,name=err \
  -device qemu-xhci,id=xhci -device i6300esb -qmp "unix:$V/qmp.sock,server=on,wait=off" -pidfile "$V/pid" ${extra[@]+"${extra[@]}"} >&3 2>&4 </dev/null 3>&- 4>&- || rc=$?
exec 3>&- 4>&-; wait $o $e 2>/dev/null || :
[ $verbose = 0 ] || cat "$V/console.log" >&2
[ -e "$V/rc" ] && exit "$(cat "$V/rc")"
case $rc in 124|137) exit $rc;; esac
echo "boot-disk: the VM ended without a result (qemu $rc)" >&2; tail -20 "$V/console.log" >&2; exit 125
