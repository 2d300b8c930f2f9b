import { resolve } from 'node:path'
import { z } from 'zod'
import { bankOf, bankSettings, type BankConfig } from './config-bank.ts'
import { ewalletOf, nameCheckOf, smsProviderOf, wholeGroup, type EwalletConfig } from './config-groups.ts'
import { unsafeInLive } from './config-live.ts'
import { readNetworks, type Network } from './networks.ts'
import type { SmsProvider } from './sms.ts'

/**
 * The configuration, read once: environment → typed config, or a sentence that says how to mend it. Secrets are
 * kept apart from the rest (`secrets.ts`). Every setting is described in the README's table.
 */

/** A number without decimals; both ends are allowed. */
function whole(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`
  return z.coerce.number({ error }).int(error).min(least, error).max(most, error)
}

function oneOf<const Choice extends string>(...choices: readonly [Choice, ...Choice[]]) {
  return z.enum(choices, { error: `must be one of ${choices.join(', ')}` })
}

const webAddress = z.url({
  abort: true,
  protocol: /^https?$/,
  error: 'must be an address with http:// or https://',
})

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
  OKPAY_EDITION: oneOf('test', 'live').default('test'),
  PORT: whole(0, 65_535).default(3000),
  OKPAY_HOST: z.string().default('127.0.0.1'),
  OKPAY_ROLE: oneOf('all', 'api', 'worker').default('all'),
  OKPAY_DATA_DIR: z.string().default('./data'),
  OKPAY_PUBLIC_URL: webAddress
    .refine(
      isOrigin,
      'must be scheme, host and port only, such as https://pay.example: no path can be in front',
    )
    .optional(),
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
  STRIPE_API_URL: webAddress.optional(),
  ACQUIRER_STEERING_URL: webAddress.optional(),
  EWALLET_API_URL: webAddress.optional(),
  EWALLET_API_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
  EWALLET_NOTIFY_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/=]{24,}$/, 'must be whsec_ and base64 of at least 18 bytes')
    .optional(),
  EWALLET_STEERING_URL: webAddress.optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
    .optional(),
  OKPAY_MAIL_FROM: z.string().default('OKPay <no-reply@okpay.example>'),
  OKPAY_SMS_API_URL: webAddress.optional(),
  OKPAY_SMS_ACCOUNT_SID: z.string().optional(),
  OKPAY_SMS_AUTH_TOKEN: z.string().optional(),
  OKPAY_SMS_FROM: z.string().optional(),
  OKPAY_RATES_URL: z.url('must be an address').optional(),
  ...bankSettings,
  OKPAY_NAME_CHECK_URL: webAddress.optional(),
  OKPAY_NAME_CHECK_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  OKPAY_OPERATOR_NAME: z.string().default('OKPay'),
  OKPAY_SUPPORT_EMAIL: z.string().default('support@okpay.example'),
  OKPAY_OFFICIAL_SITES: commaList(
    z.string().regex(/^[a-z0-9.-]+(:\d+)?$/i, 'must be host names such as okpay.example'),
  ),
  OKPAY_OFFICIAL_EMAILS: commaList(z.email('must be e-mail addresses')),
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
  OKPAY_NOTICE_DAYS: whole(0, 366).default(60),
  OKPAY_TRUST_PROXY: oneOf('0', '1').default('0'),
  OKPAY_LOG_LEVEL: oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent').default('info'),
  OKPAY_DB_POOL: whole(2, 100).default(10),
  OKPAY_PIPELINE_BATCH: whole(1, 1_000).default(256),
  OKPAY_PIPELINE_QUEUE: whole(1, 100_000).default(4_000),
  OKPAY_RATE_LIMIT_SCALE: z.coerce
    .number({ error: 'must be a number' })
    .min(1, 'must be at least 1')
    .max(100_000, 'must be at most 100000')
    .optional(),
  OKPAY_METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  OKPAY_STAFF_NETWORKS: z
    .string()
    .optional()
    .refine(text => typeof readNetworks(text ?? '') !== 'string', {
      error: issue =>
        `must be networks such as "10.0.0.0/8, 2001:db8::/32"; "${badNetworkOf(issue.input)}" is none`,
    }),
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress.optional(),
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

/** Cookies, live messages and the check of where a request comes from all mean the whole host. */
function isOrigin(text: string): boolean {
  const { pathname, search, hash, username } = new URL(text)
  return pathname === '/' && `${search}${hash}${username}` === ''
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/**
 * Reads the environment; throws `ConfigError` listing everything that is wrong at once: who mends one setting after
 * the other restarts a program as often.
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  // An empty variable means "not set", as every shell user expects.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const issues = environmentSchema.safeParse(given).error?.issues ?? []
  const unusable = issues.map(({ path }) => String(path[0]))
  const wrong = issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  // Without what was refused the rest can be looked at; what is said of a refused one then would not be true.
  const usable = Object.entries(given).filter(([name]) => !unusable.includes(name))
  const further: string[] = []
  const config = fromEnvironment(environmentSchema.parse(Object.fromEntries(usable)), further)
  const head = config.edition === 'live' ? 'The live edition cannot start.' : 'The configuration is wrong.'
  if (config.edition === 'live') further.push(...unsafeInLive(config))
  const isOfUnusable = (sentence: string): boolean =>
    (sentence.match(/\w+/g) ?? []).some(word => unusable.includes(word))
  wrong.push(...further.filter(sentence => !isOfUnusable(sentence)))
  if (wrong.length > 0) throw new ConfigError(`${head}\n  ${wrong.join('.\n  ')}.`)
  return config
}

/** The configuration of what was given; what does not fit together is added to the sentences of `wrong`. */
function fromEnvironment(env: Environment, wrong: string[]): Config {
  return {
    edition: env.OKPAY_EDITION,
    role: env.OKPAY_ROLE,
    http: {
      host: env.OKPAY_HOST,
      port: env.PORT,
      publicUrl: new URL(env.OKPAY_PUBLIC_URL ?? `http://localhost:${env.PORT}`).origin,
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
    ewallet: wholeGroup(ewalletOf(env), wrong),
    mail: { smtpUrl: env.SMTP_URL, from: env.OKPAY_MAIL_FROM },
    sms: wholeGroup(smsProviderOf(env), wrong),
    ratesUrl: env.OKPAY_RATES_URL,
    bank: wholeGroup(bankOf(env, env.OKPAY_OPERATOR_NAME), wrong),
    nameCheck: wholeGroup(nameCheckOf(env), wrong),
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

function networksOf(text: string | undefined): readonly Network[] {
  const networks = readNetworks(text ?? '')
  return typeof networks === 'string' ? [] : networks
}
