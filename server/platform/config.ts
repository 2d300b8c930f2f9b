import { resolve } from 'node:path'
import { z } from 'zod'
import { bankOf, bankSettings, type BankConfig } from './config-bank.ts'
import { unsafeInLive } from './config-live.ts'
import { readNetworks, type Network } from './networks.ts'
import type { SmsProvider } from './sms.ts'

/**
 * The configuration, read once: environment → typed config, or a sentence that says how to mend it. Secrets are
 * kept apart from the rest (`secrets.ts`). Every setting is described in the README's table.
 */
const port = z.coerce.number().int().min(0).max(65_535)

/** Several values in one variable, with commas between them. */
function commaList(item: z.ZodType<string, string>) {
  return z
    .string()
    .transform(text =>
      text
        .split(',')
        .map(part => part.trim())
        .filter(part => part !== ''),
    )
    .pipe(z.array(item))
    .optional()
}

export const environmentSchema = z.object({
  NODE_ENV: z.string().default('production'),
  OKPAY_EDITION: z.enum(['test', 'live']).default('test'),
  PORT: port.default(3000),
  OKPAY_HOST: z.string().default('127.0.0.1'),
  OKPAY_ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  OKPAY_DATA_DIR: z.string().default('./data'),
  OKPAY_PUBLIC_URL: z.url().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  DATABASE_APP_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  DATABASE_READER_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  OKPAY_SECRET_KEY: z
    .string()
    .min(32, 'must have at least 32 characters; make one with: openssl rand -base64 48')
    .optional(),
  STRIPE_SECRET_KEY: z.string().optional(),
  STRIPE_WEBHOOK_SECRET: z.string().optional(),
  STRIPE_API_URL: z.url().optional(),
  ACQUIRER_STEERING_URL: z.url().optional(),
  EWALLET_API_URL: z.url().optional(),
  EWALLET_API_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
  EWALLET_NOTIFY_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/=]{24,}$/, 'must be whsec_ and base64 of at least 18 bytes')
    .optional(),
  EWALLET_STEERING_URL: z.url().optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
    .optional(),
  OKPAY_MAIL_FROM: z.string().default('OKPay <no-reply@okpay.example>'),
  OKPAY_SMS_API_URL: z.url().optional(),
  OKPAY_SMS_ACCOUNT_SID: z.string().optional(),
  OKPAY_SMS_AUTH_TOKEN: z.string().optional(),
  OKPAY_SMS_FROM: z.string().optional(),
  OKPAY_RATES_URL: z.url().optional(),
  ...bankSettings,
  OKPAY_NAME_CHECK_URL: z.url().optional(),
  OKPAY_NAME_CHECK_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  OKPAY_OPERATOR_NAME: z.string().default('OKPay'),
  OKPAY_SUPPORT_EMAIL: z.string().default('support@okpay.example'),
  OKPAY_OFFICIAL_SITES: commaList(
    z.string().regex(/^[a-z0-9.-]+(:\d+)?$/i, 'must be host names such as okpay.example'),
  ),
  OKPAY_OFFICIAL_EMAILS: commaList(z.email()),
  OKPAY_OFFICIAL_PHONES: commaList(
    z.string().regex(/^\+[\d ]{5,20}$/, 'must be numbers in international form such as +86 400 000 0000'),
  ),
  OKPAY_OFFICIAL_SOCIAL: commaList(
    z.string().regex(/^[a-z]+=https:\/\/\S+$/, 'must look like weibo=https://weibo.com/okpay'),
  ),
  OKPAY_TIME_ZONE: z
    .string()
    .default('Asia/Shanghai')
    .refine(isTimeZone, 'must be an IANA time zone such as Asia/Shanghai'),
  OKPAY_NOTICE_DAYS: z.coerce.number().int().min(0).max(366).default(60),
  OKPAY_TRUST_PROXY: z.enum(['0', '1']).default('0'),
  OKPAY_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  OKPAY_DB_POOL: z.coerce.number().int().min(2).max(100).default(10),
  OKPAY_PIPELINE_BATCH: z.coerce.number().int().min(1).max(1_000).default(256),
  OKPAY_PIPELINE_QUEUE: z.coerce.number().int().min(1).max(100_000).default(4_000),
  OKPAY_RATE_LIMIT_SCALE: z.coerce.number().min(1).max(100_000).optional(),
  OKPAY_METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  OKPAY_STAFF_NETWORKS: z
    .string()
    .optional()
    .refine(text => typeof readNetworks(text ?? '') !== 'string', {
      error: issue =>
        `must be networks such as "10.0.0.0/8, 2001:db8::/32"; "${badNetworkOf(issue.input)}" is none`,
    }),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
})

/** The first part of a list of networks that is none. */
function badNetworkOf(input: unknown): string {
  const networks = typeof input === 'string' ? readNetworks(input) : ''
  return typeof networks === 'string' ? networks : ''
}

type Environment = z.infer<typeof environmentSchema>

export type Config = {
  edition: 'test' | 'live'
  role: 'all' | 'api' | 'worker'
  http: {
    host: string
    port: number
    publicUrl: string
    trustProxy: boolean
    /** Multiplies every rate limit: 1 live, 10 in the test edition, more for benchmarks. */
    rateLimitScale: number
    /** Every answer is checked against the contract before it leaves: in tests, where a mistake must be seen. */
    checkAnswers: boolean
    /** Opens `/metrics` to other machines; without it only this machine may read them. */
    metricsToken: string | undefined
  }
  dataDir: string
  database: {
    /** Migrates; the running program itself never connects as the owner. */
    ownerUrl: string | undefined
    /** The application's own role; made from the owner's address when not given. */
    appUrl: string | undefined
    /** The verifier's role, which can only read. */
    readerUrl: string | undefined
    maxConnections: number
  }
  pipeline: { maxBatch: number; maxQueue: number }
  masterKey: string | undefined
  stripe: {
    secretKey: string | undefined
    webhookSecret: string | undefined
    apiUrl: string | undefined
    steeringUrl: string | undefined
  }
  /** The e-wallet customers can top up with; undefined: none is offered. */
  ewallet: EwalletConfig | undefined
  mail: { smtpUrl: string | undefined; from: string }
  /** Undefined in the test edition where nothing is set: then the embedded server takes the messages. */
  sms: SmsProvider | undefined
  /** Where files of reference rates are fetched from; `{day}` in it stands for the day. */
  ratesUrl: string | undefined
  /** Undefined where there is none: payment orders wait then. */
  bank: BankConfig | undefined
  /** Who asks banks for the name on an account; undefined: nobody can, and customers are told so. */
  nameCheck: { url: string; token: string } | undefined
  operator: { name: string; supportEmail: string; timeZone: string }
  /** How long before a change of prices or limits customers are told. */
  noticeDays: number
  /** Where the operator can be reached besides its website and the two addresses mails name. */
  official: {
    sites: string[]
    emails: string[]
    phones: string[]
    social: { network: string; url: string }[]
  }
  /** Networks the console may be used from; none named means every network. */
  staff: { networks: readonly Network[] }
  logLevel: Environment['OKPAY_LOG_LEVEL']
  traceEndpoint: string | undefined
}

/** A wrong setting; the message is complete sentences for the person who starts the program. */
export class ConfigError extends Error {}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** Reads the environment; throws `ConfigError` listing everything that is wrong at once. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  // An empty variable means "not set", as every shell user expects.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) {
    const sentences = parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}.`)
    throw new ConfigError(`The configuration is wrong.\n  ${sentences.join('\n  ')}`)
  }
  const config = fromEnvironment(parsed.data)
  if (config.edition === 'live') refuseUnsafeLive(config)
  return config
}

function fromEnvironment(env: Environment): Config {
  return {
    edition: env.OKPAY_EDITION,
    role: env.OKPAY_ROLE,
    http: {
      host: env.OKPAY_HOST,
      port: env.PORT,
      publicUrl: (env.OKPAY_PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/$/, ''),
      trustProxy: env.OKPAY_TRUST_PROXY === '1',
      checkAnswers: env.NODE_ENV === 'test',
      rateLimitScale: env.OKPAY_RATE_LIMIT_SCALE ?? (env.OKPAY_EDITION === 'test' ? 10 : 1),
      metricsToken: env.OKPAY_METRICS_TOKEN,
    },
    dataDir: resolve(env.OKPAY_DATA_DIR),
    database: {
      ownerUrl: env.DATABASE_URL,
      appUrl: env.DATABASE_APP_URL,
      readerUrl: env.DATABASE_READER_URL,
      maxConnections: env.OKPAY_DB_POOL,
    },
    pipeline: { maxBatch: env.OKPAY_PIPELINE_BATCH, maxQueue: env.OKPAY_PIPELINE_QUEUE },
    masterKey: env.OKPAY_SECRET_KEY,
    stripe: {
      secretKey: env.STRIPE_SECRET_KEY,
      webhookSecret: env.STRIPE_WEBHOOK_SECRET,
      apiUrl: env.STRIPE_API_URL,
      steeringUrl: env.ACQUIRER_STEERING_URL,
    },
    ewallet: ewalletOf(env),
    mail: { smtpUrl: env.SMTP_URL, from: env.OKPAY_MAIL_FROM },
    sms: smsProviderOf(env),
    ratesUrl: env.OKPAY_RATES_URL,
    bank: bankConfigOf(env),
    nameCheck: nameCheckOf(env),
    operator: {
      name: env.OKPAY_OPERATOR_NAME,
      supportEmail: env.OKPAY_SUPPORT_EMAIL,
      timeZone: env.OKPAY_TIME_ZONE,
    },
    noticeDays: env.OKPAY_NOTICE_DAYS,
    staff: { networks: networksOf(env.OKPAY_STAFF_NETWORKS) },
    official: {
      sites: env.OKPAY_OFFICIAL_SITES ?? [],
      emails: env.OKPAY_OFFICIAL_EMAILS ?? [],
      phones: env.OKPAY_OFFICIAL_PHONES ?? [],
      social: (env.OKPAY_OFFICIAL_SOCIAL ?? []).map(entry => {
        const [network = '', ...url] = entry.split('=')
        return { network, url: url.join('=') }
      }),
    },
    logLevel: env.OKPAY_LOG_LEVEL,
    traceEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  }
}

function bankConfigOf(env: Environment): BankConfig | undefined {
  const bank = bankOf(env, env.OKPAY_OPERATOR_NAME)
  if (typeof bank === 'string') throw new ConfigError(`The configuration is wrong.\n  ${bank}`)
  return bank
}

/** All of it or nothing: half a provider would be noticed only when the first customer waits for a code. */
function smsProviderOf(env: Environment): SmsProvider | undefined {
  const { OKPAY_SMS_ACCOUNT_SID: accountSid, OKPAY_SMS_AUTH_TOKEN: authToken, OKPAY_SMS_FROM: from } = env
  const apiUrl = (env.OKPAY_SMS_API_URL ?? 'https://api.twilio.com').replace(/\/$/, '')
  if (accountSid !== undefined && authToken !== undefined && from !== undefined)
    return { apiUrl, accountSid, authToken, from }
  if (accountSid === undefined && authToken === undefined && from === undefined) return undefined
  throw new ConfigError(
    'The configuration is wrong.\n  OKPAY_SMS_ACCOUNT_SID, OKPAY_SMS_AUTH_TOKEN and OKPAY_SMS_FROM belong together: set all of them or none.',
  )
}

function nameCheckOf(env: Environment): Config['nameCheck'] {
  const { OKPAY_NAME_CHECK_URL: url, OKPAY_NAME_CHECK_TOKEN: token } = env
  if (url !== undefined && token !== undefined) return { url: url.replace(/\/$/, ''), token }
  if (url === undefined && token === undefined) return undefined
  throw new ConfigError(
    'The configuration is wrong.\n  OKPAY_NAME_CHECK_URL and OKPAY_NAME_CHECK_TOKEN belong together: set both or neither.',
  )
}

export type EwalletConfig = {
  apiUrl: string
  apiKey: string
  notifySecret: string
  /** The simulated partner's page; none in the live edition. */
  steeringUrl: string | undefined
}

/** All of it or nothing: a partner whose notifications cannot be checked is not asked for money. */
function ewalletOf(env: Environment): EwalletConfig | undefined {
  const { EWALLET_API_URL: apiUrl, EWALLET_API_KEY: apiKey, EWALLET_NOTIFY_SECRET: notifySecret } = env
  const steeringUrl = env.EWALLET_STEERING_URL
  if (apiUrl !== undefined && apiKey !== undefined && notifySecret !== undefined)
    return { apiUrl, apiKey, notifySecret, steeringUrl }
  if (apiUrl === undefined && apiKey === undefined && notifySecret === undefined) return undefined
  throw new ConfigError(
    'The configuration is wrong.\n  EWALLET_API_URL, EWALLET_API_KEY and EWALLET_NOTIFY_SECRET belong together: set all of them or none.',
  )
}

function networksOf(text: string | undefined): readonly Network[] {
  const networks = readNetworks(text ?? '')
  return typeof networks === 'string' ? [] : networks
}

/** The live edition starts only with real counterparties, real secrets and an encrypted address. */
function refuseUnsafeLive(config: Config): void {
  const wrong = unsafeInLive(config)
  if (wrong.length > 0) throw new ConfigError(`The live edition cannot start.\n  ${wrong.join('.\n  ')}.`)
}
