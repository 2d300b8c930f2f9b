import { pino, type Logger as PinoLogger } from 'pino'
import { maskCardNumbers } from '../../contract/card-numbers.ts'

export type Logger = PinoLogger

/** Paths never written, whoever logs the object around them. */
const secrets = ['password', 'code', 'token', 'authorization', 'cookie', 'secret', 'email', 'phone', 'note']

/** What a log that cannot be written may keep in memory, in bytes; what comes after it is lost. */
const maxUnwritten = 4 * 1_024 * 1_024

/** What stands before the @ of an address, and the password before the host of a database's or mail server's. */
const beforeAt = /(?<![^\s<>"'`()[\]{},;/@])[^\s<>"'`()[\]{},;/@]+@(?=[\p{L}\p{N}])/gu

function withoutPeople(text: string): string {
  return maskCardNumbers(text.replaceAll(beforeAt, '•••@'))
}

/**
 * What went wrong and where, and nothing else an error carries: PostgreSQL repeats the row's values in `detail`, a mail
 * server its recipients in `rejected` and `response`. Their sentences name people too, so addresses are masked.
 */
export function plainError(error: Error, depth = 0): Record<string, unknown> {
  const { name: type, message, stack, cause } = error
  return {
    type,
    message: withoutPeople(message),
    // Not under `code`, where what is written is taken for a code of ours and hidden.
    ...('code' in error && typeof error.code === 'string' ? { error_code: error.code } : {}),
    ...(stack === undefined ? {} : { stack: withoutPeople(stack) }),
    ...(cause instanceof Error && depth < maxDepth ? { cause: plainError(cause, depth + 1) } : {}),
    ...(error instanceof AggregateError && depth < maxDepth
      ? { errors: error.errors.slice(0, maxErrors).map((each: unknown) => plain(each, depth + 1)) }
      : {}),
  }
}

/** What stands under `err` or `error`, whoever logs it. */
function plain(value: unknown, depth = 0): unknown {
  if (value instanceof Error) return plainError(value, depth)
  return typeof value === 'string' ? withoutPeople(value) : value
}

/** A chain of causes may be a circle. */
const maxDepth = 5

/** Of many that failed together, so many are told. */
const maxErrors = 10

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
      serializers: { err: value => plain(value), error: value => plain(value) },
    },
    stdout,
  )
}
