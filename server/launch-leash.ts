/**
 * Loaded before everything else into each program that the launcher starts. The channel to the launcher closes
 * when the launcher is gone, also after kill -9, and the program then stops as if it had been asked to: an API
 * without its supervisor would keep the port and the locks of a system that is to be started anew.
 */
const longestStopMs = 10_000

if (process.channel) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), longestStopMs).unref()
    process.kill(process.pid, 'SIGTERM')
  })
  // The listener alone must not keep a program alive that has nothing left to do.
  process.channel.unref()
}
