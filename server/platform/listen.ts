import type pg from 'pg'
import type { Db } from './db.ts'
import type { Logger } from './log.ts'
import { pause } from './pause.ts'
import * as queries from './queries-listen.ts'

const heartbeatMs = 5_000

/** Ends the connection when `work` on it takes too long: a dead network path gives no sign of its own for hours. */
export async function withDeadline<Result>(
  client: pg.Client,
  limitMs: number,
  log: Logger,
  work: Promise<Result>,
): Promise<Result> {
  const timer = setTimeout(() => void disconnect(client, log), limitMs)
  try {
    return await work
  } finally {
    clearTimeout(timer)
  }
}

/** Closes a connection that may be broken already. */
export async function disconnect(client: pg.Client, log: Logger): Promise<void> {
  try {
    await client.end()
  } catch (error) {
    log.debug({ err: error }, 'a connection was gone before it was closed')
  }
}

/**
 * Listens to notifications on a connection of its own and reconnects when it breaks. What was sent while there
 * was no connection is lost, therefore `onConnected` is called after every connect and looks what it missed.
 */
export function listen(options: {
  db: Db
  name: string
  channel: string
  log: Logger
  onConnected(): Promise<void>
  onNotification(payload: string): void
}): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const running = keepListening(options, stopping.signal)
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}

async function keepListening(options: Parameters<typeof listen>[0], signal: AbortSignal): Promise<void> {
  const { db, name, channel, log } = options
  while (!signal.aborted) {
    let client: pg.Client | undefined
    try {
      client = await db.connect({ name })
      client.on('notification', message => options.onNotification(message.payload ?? ''))
      await queries.listenTo(client, channel)
      await options.onConnected()
      while (!signal.aborted) {
        await pause(heartbeatMs, signal)
        await withDeadline(client, 2 * heartbeatMs, log, queries.heartbeat(client))
      }
    } catch (error) {
      log.warn({ err: error, channel }, 'listening to the database broke and starts again')
      await pause(250, signal)
    } finally {
      if (client) await disconnect(client, log)
    }
  }
}
