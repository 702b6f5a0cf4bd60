"""What the operating system refused, in Chinese; its own words are English and differ from system to system."""

import errno

REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "不允许这样做",
    errno.ENOENT: "路径不存在",
    errno.ENOTDIR: "路径里有一段不是目录",
    errno.EISDIR: "这是目录，不是文件",
    errno.EEXIST: "已有同名的文件",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EROFS: "文件系统是只读的",
    errno.EFBIG: "文件太大",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EBADF: "已经关闭",
    errno.EINVAL: "系统不接受这个路径或操作",
    errno.ENOSYS: "这里不支持这个操作",
    errno.EOPNOTSUPP: "这里不支持这个操作",
    errno.EBUSY: "正被占用",
}


def reason(error: OSError) -> str:
    """Why it was refused; where we have no words for it, the system's number and words."""
    if error.errno in REASONS:
        return REASONS[error.errno]
    return f"系统错误 {error.errno}（{error.strerror or error}）"
