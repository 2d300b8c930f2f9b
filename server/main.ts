import { createApp } from './app.ts'
import { ConfigError, readConfig } from './platform/config.ts'
import { databaseUrls } from './platform/database-urls.ts'
import { createLogger } from './platform/log.ts'
import { checkMasterKey } from './platform/migrate.ts'
import { deriveSecrets, loadMasterKey } from './platform/secrets.ts'

/** How long a stop may take before the rest is cut off. */
const stopWithinMs = 12_000

/** Starts this process: API, worker or both, as OKPAY_ROLE says. The launcher or an orchestrator restarts it. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = createLogger({ level: config.logLevel, name: `okpay ${config.role}` })
  const secrets = deriveSecrets(loadMasterKey(config))
  const app = await createApp({ config, secrets, log, urls: databaseUrls(config.database, secrets) })
  stopGracefully(() => app.stop())
  await checkMasterKey(app.db.pool, secrets.keyCheck)
  app.startWork()
  // A worker listens too: its probes and metrics are how an orchestrator knows that it lives.
  const address = await app.http.listen({ host: config.http.host, port: config.http.port })
  log.info({ address }, 'listening')
}

/** First signal: finish what runs. A second one, or too long a wait, ends the process at once. */
function stopGracefully(stop: () => Promise<void>): void {
  let stopping = false
  const onSignal = (): void => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(1), stopWithinMs).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exit(1)
})
