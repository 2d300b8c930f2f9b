import { pino, type Logger as PinoLogger } from 'pino'

export type Logger = PinoLogger

/** Paths never written, whoever logs the object around them. */
const secrets = ['password', 'code', 'token', 'authorization', 'cookie', 'secret', 'email', 'phone', 'note']

/** What a log that cannot be written may keep in memory, in bytes; what comes after it is lost. */
const maxUnwritten = 4 * 1_024 * 1_024

/** One line of JSON per entry on stdout. A log that cannot be written (a full disk) does not end the process. */
export function createLogger(options: { level: string; name: string }): Logger {
  // Written at once: the asynchronous way, a process whose log cannot be written does not come to its end.
  const stdout = pino.destination({ dest: 1, sync: true, maxLength: maxUnwritten })
  // There is nowhere to tell of it. The lines are kept and tried again with the next entry.
  stdout.on('error', () => undefined)
  return pino(
    {
      name: options.name,
      level: options.level,
      redact: { paths: secrets.flatMap(key => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    stdout,
  )
}
