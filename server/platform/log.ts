import { pino, type Logger as PinoLogger } from 'pino'

export type Logger = PinoLogger

/** Paths never written, whoever logs the object around them. */
const secrets = ['password', 'code', 'token', 'authorization', 'cookie', 'secret', 'email', 'phone', 'note']

export function createLogger(options: { level: string; name: string }): Logger {
  return pino({
    name: options.name,
    level: options.level,
    redact: { paths: secrets.flatMap(key => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
  })
}
