/**
 * What the bootstrap says, in the language of the terminal. It stands apart from the other message files because
 * it is needed before any dependency is installed, on whatever Node the machine has.
 */
const sentences = {
  en: {
    usage: 'Usage: npm run <command>, with one of: {commands}',
    nodeTooOld:
      'OKPay needs Node 20 or newer to begin with; this is Node {version}. Install a newer one from nodejs.org.',
    windows: 'OKPay runs on Linux and macOS. On Windows, use it inside WSL 2.',
    installing: 'Installing dependencies (once; takes about 900 MB of disk) …',
    stillInstalling: 'Still installing dependencies ({seconds} s) …',
    installed: 'Dependencies installed in {seconds} s.',
    waiting: 'Another command is installing the dependencies; waiting for it …',
    failed: 'The dependencies could not be installed. {hint}\nWhat npm said:\n{output}',
    hintNetwork:
      'The package registry cannot be reached. Check the network, or set a proxy or mirror: npm config set registry <address>.',
    hintForbidden: 'The package registry refuses access. Look at the registry and token in your .npmrc.',
    hintMissing:
      'The package registry lacks a package that the lock file names. Try another registry or mirror.',
    hintPermission:
      'The user "{user}" may not write in {folder}. Give the folder to this user (chown -R {user} {folder}) or run as its owner.',
    hintDisk: 'The disk is full. Free at least 1 GB and repeat the command.',
    hintLockFile: 'package.json and package-lock.json disagree. Run "npm install" and commit the lock file.',
    hintIntegrity:
      'A downloaded package differs from what the lock file promises. Run "npm cache clean --force" and repeat.',
    hintOther: 'Run "npm ci" in {folder} to see everything that happens.',
    noNpm: 'npm was not found. Install Node together with npm.',
    runtimeMissing:
      'Node {version} for this machine ({platform}) was not installed. OKPay needs 64-bit Linux with glibc, or macOS; elsewhere use deploy/Dockerfile.\n{output}',
    notThere: '"npm run {command}" needs the file {file}, and it is missing. Is this checkout complete?',
  },
  'zh-CN': {
    usage: '用法：npm run <命令>，可用的命令：{commands}',
    nodeTooOld: 'OKPay 至少需要 Node 20 才能开始；当前是 Node {version}。请从 nodejs.org 安装较新的版本。',
    windows: 'OKPay 可在 Linux 和 macOS 上运行。在 Windows 上请使用 WSL 2。',
    installing: '正在安装依赖（仅第一次，约占用 900 MB 磁盘）……',
    stillInstalling: '依赖仍在安装（已用 {seconds} 秒）……',
    installed: '依赖安装完成，用时 {seconds} 秒。',
    waiting: '另一个命令正在安装依赖，等待其完成……',
    failed: '依赖安装失败。{hint}\nnpm 的输出：\n{output}',
    hintNetwork: '无法连接软件包仓库。请检查网络，或设置代理或镜像：npm config set registry <地址>。',
    hintForbidden: '软件包仓库拒绝访问。请检查 .npmrc 中的仓库地址和令牌。',
    hintMissing: '软件包仓库缺少锁文件中的某个软件包。请换一个仓库或镜像。',
    hintPermission:
      '用户“{user}”无权写入 {folder}。请将该目录交给此用户（chown -R {user} {folder}），或以目录的所有者身份运行。',
    hintDisk: '磁盘已满。请至少腾出 1 GB 空间后重试。',
    hintLockFile: 'package.json 与 package-lock.json 不一致。请运行“npm install”并提交锁文件。',
    hintIntegrity: '下载的软件包与锁文件记录的不符。请运行“npm cache clean --force”后重试。',
    hintOther: '在 {folder} 中运行“npm ci”可以看到完整过程。',
    noNpm: '找不到 npm。请安装带有 npm 的 Node。',
    runtimeMissing:
      '未能安装适合本机（{platform}）的 Node {version}。OKPay 需要带 glibc 的 64 位 Linux，或 macOS；其他系统请使用 deploy/Dockerfile。\n{output}',
    notThere: '“npm run {command}”需要文件 {file}，但它不存在。代码是否检出完整？',
  },
}

const language = /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '')
  ? 'zh-CN'
  : 'en'

/** The sentence with this key, its `{names}` filled. */
export function say(key, values = {}) {
  return sentences[language][key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole))
}
