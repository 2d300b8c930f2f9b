import { StoreError } from '../shared/queries-store.ts'
import { readSettings, SettingsError } from './settings.ts'
import { startBank } from './start.ts'

/** Ends with a sentence a person can act on; anything unforeseen keeps its stack. */
function fail(error: unknown): never {
  if (error instanceof SettingsError || error instanceof StoreError) console.error(error.message)
  else if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    console.error(
      `The port is taken (${error.message}). Choose others with PORT and BANK_SFTP_PORT, or 0 for free ones.`,
    )
  } else console.error(error)
  process.exit(1)
}

async function main(): Promise<void> {
  const bank = await startBank(readSettings(process.env, process.argv.slice(2)))
  const stop = () => {
    // A second signal while stopping falls through to the default and ends the process at once.
    process.removeAllListeners('SIGTERM')
    process.removeAllListeners('SIGINT')
    bank.close().then(() => process.exit(0), fail)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  console.log(JSON.stringify({ ready: true, url: bank.url, sftpUrl: bank.sftpUrl, hostKey: bank.hostKey }))
}

main().catch(fail)
