"""Names of the system calls that are refused, why, and the numbers of all that the filter names, by machine."""

from collections.abc import Mapping

__all__ = ["AARCH64", "REFUSED", "X86_64", "Numbers"]

Numbers = Mapping[str, int]

REFUSED = (
    # the kernel's key rings, which hold what the session's owner put there
    "add_key", "keyctl", "request_key",
    # looking into other processes
    "kcmp", "migrate_pages", "move_pages", "perf_event_open", "pidfd_getfd", "process_madvise", "process_vm_readv",
    "process_vm_writev", "ptrace",
    # whole engines in the kernel; io_uring would also get around this filter
    "bpf", "fanotify_init", "io_cancel", "io_destroy", "io_getevents", "io_pgetevents", "io_setup", "io_submit",
    "io_uring_enter", "io_uring_register", "io_uring_setup", "userfaultfd",
    # memory that no process's own figures show
    "memfd_create", "memfd_secret", "mq_open", "msgget", "msgrcv", "msgsnd", "remap_file_pages", "semget", "semop",
    "semtimedop", "shmat", "shmget", "vmsplice",
    # mounts and namespaces
    "chroot", "fsconfig", "fsmount", "fsopen", "fspick", "mount", "mount_setattr", "move_mount", "open_tree",
    "pivot_root", "setns", "umount2", "unshare",
    # files by handle, which lead around paths
    "lookup_dcookie", "name_to_handle_at", "open_by_handle_at",
    # the machine: its kernel, clock, names, disks and records
    "acct", "adjtimex", "clock_adjtime", "clock_settime", "delete_module", "finit_module", "init_module",
    "kexec_file_load", "kexec_load", "nfsservctl", "quotactl", "quotactl_fd", "reboot", "setdomainname",
    "sethostname", "settimeofday", "swapoff", "swapon", "syslog", "vhangup",
    # remains of old systems
    "_sysctl", "create_module", "get_kernel_syms", "ioperm", "iopl", "modify_ldt", "personality", "query_module",
    "sysfs", "uselib", "ustat",
)  # fmt: skip

X86_64: Numbers = {
    "_sysctl": 156, "acct": 163, "add_key": 248, "adjtimex": 159, "bpf": 321, "chroot": 161, "clock_adjtime": 305,
    "clock_settime": 227, "clone": 56, "clone3": 435, "create_module": 174, "delete_module": 176, "fanotify_init": 300,
    "finit_module": 313, "fsconfig": 431, "fsmount": 432, "fsopen": 430, "fspick": 433, "get_kernel_syms": 177,
    "init_module": 175, "io_cancel": 210, "io_destroy": 207, "io_getevents": 208, "io_pgetevents": 333,
    "io_setup": 206, "io_submit": 209, "io_uring_enter": 426, "io_uring_register": 427, "io_uring_setup": 425,
    "ioctl": 16, "ioperm": 173, "iopl": 172, "kcmp": 312, "kexec_file_load": 320, "kexec_load": 246, "keyctl": 250,
    "lookup_dcookie": 212, "memfd_create": 319, "memfd_secret": 447, "migrate_pages": 256, "mmap": 9,
    "modify_ldt": 154, "mount": 165, "mount_setattr": 442, "move_mount": 429, "move_pages": 279, "mq_open": 240,
    "msgget": 68, "msgrcv": 70, "msgsnd": 69, "name_to_handle_at": 303, "nfsservctl": 180, "open_by_handle_at": 304,
    "open_tree": 428, "perf_event_open": 298, "personality": 135, "pidfd_getfd": 438, "pivot_root": 155,
    "process_madvise": 440, "process_vm_readv": 310, "process_vm_writev": 311, "ptrace": 101, "query_module": 178,
    "quotactl": 179, "quotactl_fd": 443, "reboot": 169, "remap_file_pages": 216, "request_key": 249, "semget": 64,
    "semop": 65, "semtimedop": 220, "setdomainname": 171, "setsockopt": 54, "sethostname": 170, "setns": 308,
    "settimeofday": 164,
    "shmat": 30, "shmget": 29, "socket": 41, "socketpair": 53, "swapoff": 168, "swapon": 167, "sysfs": 139,
    "syslog": 103, "umount2": 166, "unshare": 272, "uselib": 134, "userfaultfd": 323, "ustat": 136, "vhangup": 153,
    "vmsplice": 278,
}  # fmt: skip
"""asm/unistd_64.h of Linux."""

AARCH64: Numbers = {
    "acct": 89, "add_key": 217, "adjtimex": 171, "bpf": 280, "chroot": 51, "clock_adjtime": 266, "clock_settime": 112,
    "clone": 220, "clone3": 435, "delete_module": 106, "fanotify_init": 262, "finit_module": 273, "fsconfig": 431,
    "fsmount": 432, "fsopen": 430, "fspick": 433, "init_module": 105, "io_cancel": 3, "io_destroy": 1,
    "io_getevents": 4, "io_pgetevents": 292, "io_setup": 0, "io_submit": 2, "io_uring_enter": 426,
    "io_uring_register": 427, "io_uring_setup": 425, "ioctl": 29, "kcmp": 272, "kexec_file_load": 294,
    "kexec_load": 104, "keyctl": 219, "lookup_dcookie": 18, "memfd_create": 279, "memfd_secret": 447,
    "migrate_pages": 238, "mmap": 222, "mount": 40, "mount_setattr": 442, "move_mount": 429, "move_pages": 239,
    "mq_open": 180, "msgget": 186, "msgrcv": 188, "msgsnd": 189, "name_to_handle_at": 264, "nfsservctl": 42,
    "open_by_handle_at": 265, "open_tree": 428, "perf_event_open": 241, "personality": 92, "pidfd_getfd": 438,
    "pivot_root": 41, "process_madvise": 440, "process_vm_readv": 270, "process_vm_writev": 271, "ptrace": 117,
    "quotactl": 60, "quotactl_fd": 443, "reboot": 142, "remap_file_pages": 234, "request_key": 218, "semget": 190,
    "semop": 193, "semtimedop": 192, "setdomainname": 162, "setsockopt": 208, "sethostname": 161, "setns": 268,
    "settimeofday": 170,
    "shmat": 196, "shmget": 194, "socket": 198, "socketpair": 199, "swapoff": 225, "swapon": 224, "syslog": 116,
    "umount2": 39, "unshare": 97, "userfaultfd": 282, "vhangup": 58, "vmsplice": 75,
}  # fmt: skip
"""asm-generic/unistd.h of Linux, which aarch64 and later architectures share."""
