import { parseArgs } from 'node:util'
import { z } from 'zod'

export type BankSettings = {
  readonly host: string
  /** Port of the steering and the name check, by HTTP. */
  readonly port: number
  readonly sftpPort: number
  /** The user and the public key (OpenSSH, one line) our customer signs in with. */
  readonly user: string
  readonly clientKey: string
  /** The server's own private key (OpenSSH). */
  readonly hostKey: string
  /** Who may ask for names; `null` lets everybody. */
  readonly nameCheckToken: string | null
  /** Folder of the books and of the files. */
  readonly dataDir: string
}

const wholeNumber = (name: string, largest: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: `${name} must be a whole number, 0 to ${largest}.` })
    .transform(Number)
    .pipe(z.number().max(largest, { error: `${name} must be a whole number, 0 to ${largest}.` }))

const environmentSchema = z.object({
  PORT: wholeNumber('PORT', 65_535).default(0),
  BANK_HOST: z.string().default('127.0.0.1'),
  BANK_SFTP_PORT: wholeNumber('BANK_SFTP_PORT', 65_535).default(0),
  BANK_SFTP_USER: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,31}$/, { error: 'BANK_SFTP_USER must be a user name such as okpay.' })
    .default('okpay'),
  BANK_CLIENT_KEY: z
    .string({
      error: 'BANK_CLIENT_KEY is missing: give the public key our customer signs in with, as one line.',
    })
    .regex(/^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+={0,3}( .*)?$/, {
      error: 'BANK_CLIENT_KEY must be a public key of OpenSSH, such as ssh-ed25519 AAAA….',
    }),
  BANK_HOST_KEY: z
    .string({ error: 'BANK_HOST_KEY is missing: give the private key of the file server, in OpenSSH form.' })
    .regex(/^-----BEGIN OPENSSH PRIVATE KEY-----/, {
      error: 'BANK_HOST_KEY must be a private key of OpenSSH.',
    }),
  BANK_NAME_CHECK_TOKEN: z
    .string()
    .min(16, { error: 'BANK_NAME_CHECK_TOKEN must have at least 16 characters.' })
    .optional(),
  BANK_DATA_DIR: z
    .string({
      error: 'BANK_DATA_DIR is missing: name a folder for books and files, which must survive a restart.',
    })
    .min(1, { error: 'BANK_DATA_DIR must name a folder for books and files.' }),
})

/** A setting that cannot be used. The message is one sentence per wrong setting, for the person who starts it. */
export class SettingsError extends Error {}

const FLAGS = {
  port: 'PORT',
  host: 'BANK_HOST',
  'sftp-port': 'BANK_SFTP_PORT',
  'data-dir': 'BANK_DATA_DIR',
} satisfies Record<string, keyof z.input<typeof environmentSchema>>

/** Turns `--port 0 --data-dir /tmp/a` into the environment names, so that both go through one schema. */
function readFlags(args: readonly string[]): Record<string, string> {
  const options = Object.fromEntries(Object.keys(FLAGS).map(flag => [flag, { type: 'string' } as const]))
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true })
    const given: Record<string, string> = {}
    for (const [flag, name] of Object.entries(FLAGS)) {
      const value = values[flag]
      if (typeof value === 'string') given[name] = value
    }
    return given
  } catch (error) {
    throw new SettingsError(error instanceof Error ? error.message : String(error))
  }
}

/** Reads environment and flags (a flag wins; an empty value counts as not given). Throws `SettingsError`. */
export function readSettings(environment: NodeJS.ProcessEnv, args: readonly string[] = []): BankSettings {
  const entries = Object.entries({ ...environment, ...readFlags(args) }).filter(([, value]) => value !== '')
  const parsed = environmentSchema.safeParse(Object.fromEntries(entries))
  if (!parsed.success)
    throw new SettingsError([...new Set(parsed.error.issues.map(issue => issue.message))].join('\n'))
  const given = parsed.data
  return {
    host: given.BANK_HOST,
    port: given.PORT,
    sftpPort: given.BANK_SFTP_PORT,
    user: given.BANK_SFTP_USER,
    clientKey: given.BANK_CLIENT_KEY,
    hostKey: given.BANK_HOST_KEY,
    nameCheckToken: given.BANK_NAME_CHECK_TOKEN ?? null,
    dataDir: given.BANK_DATA_DIR,
  }
}
