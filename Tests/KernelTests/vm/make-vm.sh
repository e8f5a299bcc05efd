#!/bin/bash
# make-vm.sh - builds everything the test machines need, from Debian packages only. What is there already stays.
#   make-vm.sh [tools|kernel|initrd|gpiod1|gpiod2|rootfs]...     (default: all of them)
# Env: VMDIR   work folder, 1.5 GB             (default: ~/.cache/locker-agent-vm)
#      KSUITE  Debian suite of the kernel      (default: bookworm -> 6.1; or bookworm-backports -> 6.12)
#      G2SUITE suite of libgpiod 2.x           (default: bookworm-backports; links to bookworm's libc)
# The mirror is the one the machine's own apt is configured for. Root is needed for missing packages of the host and
# for the systemd machine's disk.
set -eu
: "${VMDIR:=${XDG_CACHE_HOME:-$HOME/.cache}/locker-agent-vm}"
: "${KSUITE:=bookworm}" "${G2SUITE:=bookworm-backports}"
B="$VMDIR/build"; K="$B/$KSUITE"; mkdir -p "$K"
say() { echo "make-vm: $*" >&2; }
[ "$(dpkg --print-architecture)" = amd64 ] || { say "these machines are made for amd64 only"; exit 1; }

MIRROR=$(apt-get indextargets --format '$(CREATED_BY) $(COMPONENT) $(RELEASE) $(REPO_URI)' |
         awk '$1=="Packages" && $2=="main" && $3 !~ /-/ {print $4; exit}')
[ -n "$MIRROR" ] || { say "no mirror in apt's configuration"; exit 1; }
KEYRING=${KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}

# apt with a private state, so that the host's apt and its docker-clean hook stay out of it
xapt() { # suite command args...
  local s=$1 R="$B/apt/$1"; shift
  if [ ! -e "$R/sources.list" ]; then
    mkdir -p "$R"/{lists/partial,archives/partial,empty.d}; : > "$R/status"
    echo "deb [signed-by=$KEYRING] $MIRROR $s main" > "$R/sources.list"
    xapt "$s" apt-get -q update >&2
  fi
  "$1" -o Dir::Etc::sourcelist="$R/sources.list" -o Dir::Etc::sourceparts="$R/empty.d" \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts="$R/empty.d" \
    -o Dir::State::Lists="$R/lists" -o Dir::State::status="$R/status" \
    -o Dir::Cache::archives="$R/archives" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
    -o APT::Sandbox::User=root "${@:2}"
}
get() { # suite folder packages... : download once, return nothing
  local s=$1 d=$2 p; shift 2; mkdir -p "$d"
  for p in "$@"; do ls "$d/${p}"_*.deb >/dev/null 2>&1 || (cd "$d" && xapt "$s" apt-get -q download "$p" >&2); done
}

tools() { # what this script and the machines need on the host
  local need=() t
  for t in qemu-system-x86_64:qemu-system-x86 qemu-img:qemu-utils mmdebstrap:mmdebstrap cpio:cpio depmod:kmod \
           mkfs.ext4:e2fsprogs zstd:zstd xz:xz-utils socat:socat gcc-12:gcc-12 make:make python3:python3; do
    command -v "${t%%:*}" >/dev/null || need+=("${t#*:}")
  done
  [ ${#need[@]} = 0 ] && return
  if [ "$(id -u)" != 0 ]; then
    say "this machine lacks packages: sudo apt-get install -y --no-install-recommends ${need[*]}"; exit 1
  fi
  # An archive folder of its own: the clean-up hook of container images deletes archives under another apt.
  say "installing ${need[*]}"; mkdir -p "$B/debcache/partial"
  DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 \
    -o Dir::Cache::archives="$B/debcache" install "${need[@]}" >&2
}

kernel() { # extracted kernel + gpio-sim built out of tree (Debian leaves CONFIG_GPIO_SIM off)
  [ -e "$K/.kernel" ] && return 0
  local img ver src
  img=$(xapt "$KSUITE" apt-cache show --no-all-versions linux-image-amd64 | sed -n 's/^Depends: \([^ ,]*\).*/\1/p' | head -1)
  ver=${img#linux-image-}; src=linux-source-$(echo "$ver" | cut -d. -f1,2)
  say "kernel $ver from $KSUITE"
  get "$KSUITE" "$K/deb" "$img" "linux-headers-$ver" "linux-headers-${ver%-amd64}-common" "$src"
  local kb=linux-kbuild-${ver%-amd64}
  xapt "$KSUITE" apt-cache show "$kb" >/dev/null 2>&1 || kb=linux-kbuild-$(echo "$ver" | cut -d. -f1,2)
  get "$KSUITE" "$K/deb" "$kb"
  rm -rf "$K/x" "$K/h" "$K/s" "$K/mod"
  dpkg -x "$K"/deb/linux-image-*.deb "$K/x"
  local d; for d in "$K"/deb/linux-headers-*.deb "$K"/deb/linux-kbuild-*.deb; do dpkg -x "$d" "$K/h"; done
  dpkg-deb --fsys-tarfile "$K"/deb/linux-source-*.deb | tar -xO --wildcards './usr/src/linux-source-*.tar.xz' |
    tar -xJ --wildcards --strip-components=1 --one-top-level="$K/s" \
      '*/drivers/gpio/gpio-sim.c' '*/drivers/gpio/gpiolib.h' '*/kernel/irq/irq_sim.c'
  mkdir -p "$K/mod"; cp "$K/s/drivers/gpio/gpio-sim.c" "$K/s/drivers/gpio/gpiolib.h" "$K/s/kernel/irq/irq_sim.c" "$K/mod"
  # irq_to_desc() is not exported to modules; generic_handle_irq() is, and ends in the same flow handler
  sed -i 's/handle_simple_irq(irq_to_desc(irqnum));/generic_handle_irq(irqnum);/
          s/#include <linux\/slab.h>/&\n#include <linux\/module.h>\nMODULE_LICENSE("GPL");/' "$K/mod/irq_sim.c"
  echo 'obj-m := irq_sim.o gpio-sim.o' > "$K/mod/Kbuild"
  local H C; H=$(echo "$K"/h/usr/src/linux-headers-*-amd64); C=$(echo "$K"/h/usr/src/linux-headers-*-common)
  echo "include $C/Makefile" > "$H/Makefile"; rm -f "$H/vmlinux"      # no vmlinux -> no BTF -> no pahole
  make -s -C "$H" M="$K/mod" modules >&2
  [ -d "$K/x/lib/modules" ] || { mkdir -p "$K/x/lib"; ln -s ../usr/lib/modules "$K/x/lib/modules"; }
  mkdir -p "$K/x/lib/modules/$ver/extra"
  for d in irq_sim gpio-sim; do strip --strip-debug -o "$K/x/lib/modules/$ver/extra/$d.ko" "$K/mod/$d.ko"; done
  depmod -b "$K/x" "$ver"
  python3 - "$K/x/boot/vmlinuz-$ver" "$K/vmlinux" <<'PY'
# bzImage -> ELF vmlinux: qemu boots it by PVH, without BIOS and without decompressing under TCG
import sys, struct, lzma, zlib, subprocess
b = open(sys.argv[1], 'rb').read()
off, n = struct.unpack_from('<II', b, 0x248)
p = b[((b[0x1f1] or 4) + 1) * 512 + off:][:n]
if p[:6] == b'\xfd7zXZ\0': o = lzma.LZMADecompressor().decompress(p)
elif p[:2] == b'\x1f\x8b': o = zlib.decompressobj(31).decompress(p)
elif p[:4] == b'\x28\xb5\x2f\xfd': o = subprocess.run(['zstd', '-dc'], input=p, stdout=-1, stderr=-3).stdout
else: sys.exit('unknown kernel payload')
assert o[:4] == b'\x7fELF'
open(sys.argv[2], 'wb').write(o)
PY
  echo "$ver" > "$K/version"; rm -rf "$K/s" "$K/h" "$K"/deb/linux-source-*.deb; touch "$K/.kernel"
}

initrd() { # busybox + the few modules needed to reach a root file system
  [ "$K/initrd.img" -nt "${BASH_SOURCE[0]}" ] && return 0
  local ver I m f; ver=$(cat "$K/version"); I="$K/initrd"
  get bookworm "$B/deb" busybox-static; [ -e "$B/bb/bin/busybox" ] || dpkg -x "$B"/deb/busybox-static_*.deb "$B/bb"
  rm -rf "$I"; mkdir -p "$I"/{bin,dev,proc,sys,m,r,host,up,run}
  cp "$B/bb/bin/busybox" "$I/bin/busybox"; ln -s busybox "$I/bin/sh"
  # $1 = list name, rest = modules; dependencies first, decompressed, in load order
  mods() { local l=$1; shift; : > "$I/m/$l"
    for m in "$@"; do modprobe -d "$K/x" -S "$ver" --show-depends "$m" 2>/dev/null || echo "builtin $m"; done |
      awk '$1=="insmod" && !s[$2]++ {print $2}' | while read -r f; do
        local n; n=$(basename "${f%.xz}"); case $f in *.xz) xz -dc "$f" > "$I/m/$n";; *) cp "$f" "$I/m/$n";; esac
        strip --strip-debug "$I/m/$n"; echo "$n" >> "$I/m/$l"; done; }
  mods base virtio_pci virtio_console 9pnet_virtio 9p
  mods fast overlay configfs gpio-sim
  mods disk virtio_blk ext4
  mods usb xhci_pci usbserial ftdi_sio
  install -m755 /dev/stdin "$I/init" <<'INIT'
#!/bin/sh
b=/bin/busybox; $b mount -t proc proc /proc; $b mount -t sysfs sys /sys; $b mount -t devtmpfs dev /dev
for a in $($b cat /proc/cmdline); do case $a in vm.*=*) a=${a#vm.}; eval "${a%%=*}='${a#*=}'";; esac; done
ins() { while read -r m; do $b grep -q "^$(echo ${m%.ko} | $b tr - _) " /proc/modules || $b insmod /m/$m; done < /m/$1; }
ins base
o=trans=virtio,version=9p2000.L,msize=512000
if [ "$mode" = disk ]; then
  ins disk; $b mount -t ext4 -o "$rootflags" /dev/vda /r || exec $b sh
  for d in proc sys dev; do $b mount --move /$d /r/$d; done
  [ -n "$mods" ] && { $b mkdir -p /r/lib/modules; $b mount -t 9p -o $o,ro,cache=loose mods /r/lib/modules; }
  [ -n "$share" ] && { $b mkdir -p /r$share; $b mount -t 9p -o $o,cache=none share /r$share; }
  exec $b switch_root /r "$init"
fi
ins fast; ins usb; ins disk; $b blockdev --flushbufs /dev/vda
echo 3 > /proc/sys/vm/drop_caches; echo 0 > /proc/sys/kernel/printk_ratelimit
while set -- /dev/vport*p3; [ ! -e $1 ]; do $b usleep 20000; done
echo VM-READY > /dev/ttyS0
read go < $1                       # a template is snapshotted here, before any 9p mount (those block migration)
$b mount -t 9p -o $o,ro,cache=loose hostroot /host
$b mount -t tmpfs -o mode=755 up /up; $b mkdir /up/u /up/w
$b mount -t overlay -o lowerdir=/host,upperdir=/up/u,workdir=/up/w ov /r
$b mount -t tmpfs -o mode=755 run /r/run; $b cp /bin/busybox /r/run/
$b mkdir -p /sh; $b mount -t 9p -o $o,cache=none share /sh; . /sh/.vm/env
$b date -s @$now >/dev/null; $b cat /sh/.vm/seed > /dev/urandom
$b mkdir -p /r/lib/modules; $b mount -o bind /host$mods /r/lib/modules; $b mount --move /sh /r$share
for d in proc sys dev; do $b mount --move /$d /r/$d; done
exec $b switch_root /r /run/busybox sh "$share/.vm/stage2"
INIT
  (cd "$I" && find . | cpio -o -H newc --quiet) > "$K/initrd.img"
  say "initrd $(stat -c %s "$K/initrd.img") bytes, kernel $ver"
}

libgpiod() { # folder suite packages... : headers, library and tools, never installed
  local d="$B/$1" suite=$2; shift 2
  [ -e "$d/.ok" ] || { get "$suite" "$d/deb" "$@"; local f; for f in "$d"/deb/*.deb; do dpkg -x "$f" "$d/x"; done; touch "$d/.ok"; }
  # so that PKG_CONFIG_PATH=.../pkgconfig builds against it (a plain -I/-L loses to the system's libgpiod at the link)
  sed -i "s#^prefix=.*#prefix=$d/x/usr#" "$d"/x/usr/lib/x86_64-linux-gnu/pkgconfig/libgpiod*.pc
}
gpiod1() { libgpiod gpiod1 bookworm gpiod libgpiod2 libgpiod-dev; }
gpiod2() { libgpiod gpiod2-"$G2SUITE" "$G2SUITE" gpiod libgpiod3 libgpiod-dev; ln -sfn gpiod2-"$G2SUITE" "$B/gpiod2"; }

ROOTFS_PACKAGES=systemd,systemd-sysv,udev,dbus,procps,kmod,util-linux,ca-certificates,curl,python3-minimal,libpython3-stdlib,gpiod,libgpiod2,libcurl4,libsqlite3-0,libyaml-0-2,libssl3
rootfs() { # a minimal systemd system in an ext4 image, with the libraries that locker-agent links to
  [ -e "$B/rootfs.ext4" ] && [ "$(cat "$B/rootfs.packages" 2>/dev/null)" = "$ROOTFS_PACKAGES" ] && return
  [ "$(id -u)" = 0 ] || { say "the systemd machine's disk is made by root: sudo env VMDIR=$VMDIR $0 rootfs"; exit 1; }
  say "the systemd machine's disk"
  mmdebstrap --mode=root --variant=minbase --include="$ROOTFS_PACKAGES" --aptopt='APT::Sandbox::User "root"' \
    --customize-hook='echo bank > "$1/etc/hostname"; chroot "$1" passwd -d root >/dev/null;
       : > "$1/etc/machine-id"; printf "/dev/vda / ext4 defaults 0 1\n" > "$1/etc/fstab";
       for u in apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer dpkg-db-backup.timer logrotate.timer; do
         ln -sf /dev/null "$1/etc/systemd/system/$u"; done' \
    bookworm "$B/rootfs.tar" "deb [signed-by=$KEYRING] $MIRROR bookworm main" >&2
  rm -rf "$B/rootfs.d"; mkdir "$B/rootfs.d"; tar -C "$B/rootfs.d" -xf "$B/rootfs.tar"
  install -m755 /dev/stdin "$B/rootfs.d/usr/local/sbin/vm-run" <<'RUN'
#!/bin/bash
# what boot-disk.sh runs in the guest once multi-user is reached
for a in $(cat /proc/cmdline); do case $a in vm.*=*) a=${a#vm.}; declare "vm_${a%%=*}=${a#*=}";; esac; done
V=$vm_share/.vm
set -- /dev/vport*p2
bash "$V/cmd" </dev/null >"${1%2}1" 2>"$1"; echo $? > "$V/rc.tmp"; mv "$V/rc.tmp" "$V/rc"
systemctl --no-block poweroff
RUN
  cat > "$B/rootfs.d/etc/systemd/system/vm-run.service" <<'RUN'
[Unit]
Description=Command given to boot-disk.sh
ConditionKernelCommandLine=vm.share
After=basic.target dbus.service
[Service]
Type=exec
ExecStart=/usr/local/sbin/vm-run
KillMode=process
RUN
  mkdir -p "$B/rootfs.d/etc/systemd/system/default.target.wants" "$B/rootfs.d/etc/systemd/system/multi-user.target.wants"
  ln -sf ../vm-run.service "$B/rootfs.d/etc/systemd/system/multi-user.target.wants/vm-run.service"
  rm -f "$B/rootfs.ext4.tmp"; truncate -s "${ROOTFS_SIZE:-2G}" "$B/rootfs.ext4.tmp"
  mkfs.ext4 -q -F -E lazy_itable_init=0 -d "$B/rootfs.d" "$B/rootfs.ext4.tmp"
  rm -rf "$B/rootfs.d" "$B/rootfs.tar"; mv "$B/rootfs.ext4.tmp" "$B/rootfs.ext4"
  echo "$ROOTFS_PACKAGES" > "$B/rootfs.packages"
}

[ $# = 0 ] && set -- tools kernel initrd gpiod1 gpiod2 rootfs
for t in "$@"; do
  case $t in tools|kernel|initrd|gpiod1|gpiod2|rootfs) $t;; *) say "what is $t?"; exit 2;; esac
done
