import { parseArgs } from 'node:util'
import { z } from 'zod'

export type AcquirerSettings = {
  readonly host: string
  readonly port: number
  readonly secretKey: string
  readonly webhookSecret: string
  /** Where signed webhooks go; `null` when nobody listens, then events are kept but not delivered. */
  readonly webhookUrl: string | null
  /** Event types to deliver; `*` stands for all. */
  readonly webhookEvents: readonly string[]
  /** Folder of the state; `null` keeps it in memory, for tests that need no restart. */
  readonly dataDir: string | null
  /** Base of the hosted pages as a browser reaches them; `null` takes the address the server listens on. */
  readonly publicUrl: string | null
  readonly merchantName: string
  /** How long a late payment stays open, when the faults do not say otherwise. */
  readonly settlementDelayMs: number
  /** Wait before the 2nd, 3rd, … delivery attempt; after the last one the delivery has failed. */
  readonly webhookRetryDelaysMs: readonly number[]
  readonly webhookTimeoutMs: number
}

/**
 * The acquirer retries for up to three days with growing gaps (https://docs.stripe.com/webhooks#retries). The
 * first gaps are shorter than the real ones, so that somebody who watches a demonstration sees the retry.
 */
export const DEFAULT_RETRY_DELAYS_MS: readonly number[] = [
  2_000, 10_000, 60_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 43_200_000, 43_200_000,
  86_400_000,
]

const httpUrl = (name: string, example: string) =>
  z.url({ protocol: /^https?$/, error: `${name} must be an address such as ${example}.` })

const wholeNumber = (name: string, largest: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: `${name} must be a whole number, 0 to ${largest}.` })
    .transform(Number)
    .pipe(z.number().max(largest, { error: `${name} must be a whole number, 0 to ${largest}.` }))

const environmentSchema = z.object({
  PORT: wholeNumber('PORT', 65_535).default(0),
  ACQUIRER_HOST: z
    .string()
    .min(1, { error: 'ACQUIRER_HOST must be an address to listen on, such as 127.0.0.1.' })
    .default('127.0.0.1'),
  ACQUIRER_SECRET_KEY: z
    .string({
      error:
        'ACQUIRER_SECRET_KEY is missing: give the secret key that clients must send, such as sk_test_ and 24 letters.',
    })
    .regex(/^sk_test_[A-Za-z0-9_-]{8,240}$/, {
      error:
        'ACQUIRER_SECRET_KEY must begin with sk_test_ followed by at least 8 letters or digits: a simulator never takes a live key.',
    }),
  ACQUIRER_WEBHOOK_SECRET: z
    .string({
      error:
        'ACQUIRER_WEBHOOK_SECRET is missing: give the secret that signs webhooks, such as whsec_ and 32 letters.',
    })
    .regex(/^whsec_[A-Za-z0-9+/=_-]{8,240}$/, {
      error: 'ACQUIRER_WEBHOOK_SECRET must begin with whsec_ followed by at least 8 letters or digits.',
    }),
  ACQUIRER_WEBHOOK_URL: httpUrl('ACQUIRER_WEBHOOK_URL', 'http://127.0.0.1:3000/webhooks/stripe').optional(),
  ACQUIRER_WEBHOOK_EVENTS: z
    .string()
    .default('*')
    .transform(list => list.split(',').map(type => type.trim()))
    .pipe(
      z.array(
        z.string().regex(/^(\*|[a-z_]+(\.[a-z_]+)+)$/, {
          error:
            'ACQUIRER_WEBHOOK_EVENTS must be * or event types separated by commas, such as checkout.session.completed.',
        }),
      ),
    ),
  ACQUIRER_DATA_DIR: z
    .string({
      error: 'ACQUIRER_DATA_DIR is missing: name a folder for the state, which must survive a restart.',
    })
    .min(1, { error: 'ACQUIRER_DATA_DIR must name a folder for the state.' }),
  ACQUIRER_PUBLIC_URL: httpUrl('ACQUIRER_PUBLIC_URL', 'http://127.0.0.1:4242').optional(),
  ACQUIRER_MERCHANT_NAME: z
    .string()
    .trim()
    .min(1, { error: 'ACQUIRER_MERCHANT_NAME must not be empty.' })
    .max(100, { error: 'ACQUIRER_MERCHANT_NAME must be at most 100 letters.' })
    .default('OKPay'),
  ACQUIRER_SETTLEMENT_DELAY_MS: wholeNumber('ACQUIRER_SETTLEMENT_DELAY_MS', 2_592_000_000).default(120_000),
  ACQUIRER_WEBHOOK_RETRY_DELAYS_MS: z
    .string()
    .regex(/^\d{1,10}(,\d{1,10}){0,30}$/, {
      error:
        'ACQUIRER_WEBHOOK_RETRY_DELAYS_MS must be milliseconds separated by commas, such as 1000,5000,30000.',
    })
    .transform(list => list.split(',').map(Number))
    .optional(),
  ACQUIRER_WEBHOOK_TIMEOUT_MS: wholeNumber('ACQUIRER_WEBHOOK_TIMEOUT_MS', 120_000).default(10_000),
})

/** A setting that cannot be used. The message is one sentence per wrong setting, for the person who starts it. */
export class SettingsError extends Error {}

const FLAGS = {
  port: 'PORT',
  host: 'ACQUIRER_HOST',
  'secret-key': 'ACQUIRER_SECRET_KEY',
  'webhook-secret': 'ACQUIRER_WEBHOOK_SECRET',
  'webhook-url': 'ACQUIRER_WEBHOOK_URL',
  'webhook-events': 'ACQUIRER_WEBHOOK_EVENTS',
  'data-dir': 'ACQUIRER_DATA_DIR',
  'public-url': 'ACQUIRER_PUBLIC_URL',
  'merchant-name': 'ACQUIRER_MERCHANT_NAME',
  'settlement-delay-ms': 'ACQUIRER_SETTLEMENT_DELAY_MS',
  'webhook-retry-delays-ms': 'ACQUIRER_WEBHOOK_RETRY_DELAYS_MS',
  'webhook-timeout-ms': 'ACQUIRER_WEBHOOK_TIMEOUT_MS',
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

/** Reads environment and flags (a flag wins; an empty value counts as not given). Throws `SettingsError` with one sentence per wrong setting. */
export function readSettings(environment: NodeJS.ProcessEnv, args: readonly string[] = []): AcquirerSettings {
  const entries = Object.entries({ ...environment, ...readFlags(args) }).filter(([, value]) => value !== '')
  const parsed = environmentSchema.safeParse(Object.fromEntries(entries))
  if (!parsed.success) {
    throw new SettingsError([...new Set(parsed.error.issues.map(issue => issue.message))].join('\n'))
  }
  const given = parsed.data
  return {
    host: given.ACQUIRER_HOST,
    port: given.PORT,
    secretKey: given.ACQUIRER_SECRET_KEY,
    webhookSecret: given.ACQUIRER_WEBHOOK_SECRET,
    webhookUrl: given.ACQUIRER_WEBHOOK_URL ?? null,
    webhookEvents: given.ACQUIRER_WEBHOOK_EVENTS,
    dataDir: given.ACQUIRER_DATA_DIR,
    publicUrl: given.ACQUIRER_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    merchantName: given.ACQUIRER_MERCHANT_NAME,
    settlementDelayMs: given.ACQUIRER_SETTLEMENT_DELAY_MS,
    webhookRetryDelaysMs: given.ACQUIRER_WEBHOOK_RETRY_DELAYS_MS ?? DEFAULT_RETRY_DELAYS_MS,
    webhookTimeoutMs: given.ACQUIRER_WEBHOOK_TIMEOUT_MS,
  }
}
