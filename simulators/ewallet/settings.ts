import { z } from 'zod'

export type EwalletSettings = {
  readonly host: string
  readonly port: number
  /** What the merchant sends as Bearer. */
  readonly apiKey: string
  /** Key of the signatures on notifications: `whsec_` and base64, as Standard Webhooks has it. */
  readonly notifySecret: string
  /** Where notifications go; `null` when nobody listens. */
  readonly notifyUrl: string | null
  /** Folder of the state; `null` keeps it in memory, for tests that need no restart. */
  readonly dataDir: string | null
  /** Base of the pages as a browser reaches them; `null` takes the address the server listens on. */
  readonly publicUrl: string | null
  readonly merchantName: string
  /** How long a late payment stays open. */
  readonly settlementDelayMs: number
  /** Wait before the 2nd, 3rd, … attempt to deliver a notification; after the last it has failed. */
  readonly retryDelaysMs: readonly number[]
}

const address = (name: string) => z.url({ protocol: /^https?$/, error: `${name} must be an http address.` })

const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  EWALLET_HOST: z.string().default('127.0.0.1'),
  EWALLET_API_KEY: z
    .string({ error: 'EWALLET_API_KEY is missing: give the key the merchant sends, test_ and 24 letters.' })
    .regex(/^test_[A-Za-z0-9_-]{16,200}$/, {
      error: 'EWALLET_API_KEY must begin with test_: a simulator takes no other.',
    }),
  EWALLET_NOTIFY_SECRET: z
    .string({ error: 'EWALLET_NOTIFY_SECRET is missing: it signs notifications.' })
    .regex(/^whsec_[A-Za-z0-9+/=]{24,200}$/, {
      error: 'EWALLET_NOTIFY_SECRET must be whsec_ and base64 of at least 18 bytes.',
    }),
  EWALLET_NOTIFY_URL: address('EWALLET_NOTIFY_URL').optional(),
  EWALLET_DATA_DIR: z
    .string({ error: 'EWALLET_DATA_DIR is missing: name a folder for the state.' })
    .min(1, { error: 'EWALLET_DATA_DIR must name a folder.' }),
  EWALLET_PUBLIC_URL: address('EWALLET_PUBLIC_URL').optional(),
  EWALLET_MERCHANT_NAME: z.string().min(1).max(100).default('OKPay'),
  EWALLET_SETTLEMENT_DELAY_MS: z.coerce.number().int().min(0).default(120_000),
})

/** A setting that cannot be used; one sentence for each, for the person who starts it. */
export class SettingsError extends Error {}

export const defaultRetryDelaysMs: readonly number[] = [2_000, 10_000, 60_000, 600_000, 3_600_000, 21_600_000]

export function readSettings(environment: NodeJS.ProcessEnv): EwalletSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) throw new SettingsError(parsed.error.issues.map(issue => issue.message).join('\n'))
  const { data } = parsed
  return {
    host: data.EWALLET_HOST,
    port: data.PORT,
    apiKey: data.EWALLET_API_KEY,
    notifySecret: data.EWALLET_NOTIFY_SECRET,
    notifyUrl: data.EWALLET_NOTIFY_URL ?? null,
    dataDir: data.EWALLET_DATA_DIR,
    publicUrl: data.EWALLET_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    merchantName: data.EWALLET_MERCHANT_NAME,
    settlementDelayMs: data.EWALLET_SETTLEMENT_DELAY_MS,
    retryDelaysMs: defaultRetryDelaysMs,
  }
}
