import { StoreError } from '../shared/queries-store.ts'
import { readSettings, SettingsError } from './settings.ts'
import { startEwallet } from './start.ts'

/** Ends with a sentence a person can act on; anything unforeseen keeps its stack. */
function fail(error: unknown): never {
  if (error instanceof SettingsError || error instanceof StoreError) console.error(error.message)
  else console.error(error)
  process.exit(1)
}

async function main(): Promise<void> {
  const ewallet = await startEwallet(readSettings(process.env))
  const stop = () => {
    process.removeAllListeners('SIGTERM')
    process.removeAllListeners('SIGINT')
    ewallet.close().then(() => process.exit(0), fail)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  console.log(JSON.stringify({ ready: true, url: ewallet.url }))
}

main().catch(fail)
