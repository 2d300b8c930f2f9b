import { readSettings, SettingsError } from './settings.ts'
import { startAcquirer } from './start.ts'
import { StoreError } from '../shared/queries-store.ts'

/** Ends with a sentence a person can act on; anything unforeseen keeps its stack. */
function fail(error: unknown): never {
  if (error instanceof SettingsError || error instanceof StoreError) console.error(error.message)
  else if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    console.error(`The port is taken (${error.message}). Choose another with PORT, or 0 for a free one.`)
  } else console.error(error)
  process.exit(1)
}

async function main(): Promise<void> {
  const acquirer = await startAcquirer(readSettings(process.env, process.argv.slice(2)))
  const stop = () => {
    // A second signal while stopping falls through to the default and ends the process at once.
    process.removeAllListeners('SIGTERM')
    process.removeAllListeners('SIGINT')
    acquirer.close().then(() => process.exit(0), fail)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  console.log(JSON.stringify({ ready: true, url: acquirer.url }))
}

main().catch(fail)
