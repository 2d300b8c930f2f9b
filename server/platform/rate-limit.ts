import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { RateLimit } from '../../contract/operation.ts'

/** So many requests in so many seconds; `burst` comes on top, in its own longer window. */
type Quota = { requests: number; seconds: number; burst?: { requests: number; seconds: number } }

/**
 * How many networks' worth of requests a whole site of IPv6 may make. Whoever rents one server gets a /48 for the asking,
 * and with it 65,536 networks, each with a budget of its own; a carrier puts that many phones behind one.
 */
const networksPerSite = 16

/** Refusals of somebody nobody knows that are put on record, for each network: the thousand after them say nothing new. */
const strangersOnRecord = { points: 20, duration: 60 }

/**
 * The budgets, all in one place. A customer's budget bounds what one account can do; a network's bounds what one
 * address can do before and without signing in, wide enough for an office or a mobile carrier behind one address.
 * They are kept per process: with N processes behind a balancer the sums are up to N times as large. What must
 * hold exactly (failed passwords, codes, money limits) is counted in the database by its slice instead.
 */
const budgets: Record<RateLimit, { customer: Quota; network: Quota }> = {
  read: { customer: { requests: 300, seconds: 60 }, network: { requests: 3_000, seconds: 60 } },
  write: { customer: { requests: 60, seconds: 60 }, network: { requests: 600, seconds: 60 } },
  money: {
    customer: { requests: 20, seconds: 1, burst: { requests: 50, seconds: 10 } },
    network: { requests: 200, seconds: 1, burst: { requests: 500, seconds: 10 } },
  },
  // Looking up recipients is how one would harvest who has an account.
  lookup: { customer: { requests: 60, seconds: 60 }, network: { requests: 600, seconds: 60 } },
  sign_in: { customer: { requests: 30, seconds: 60 }, network: { requests: 30, seconds: 60 } },
  register: { customer: { requests: 30, seconds: 600 }, network: { requests: 30, seconds: 600 } },
  code: { customer: { requests: 30, seconds: 60 }, network: { requests: 60, seconds: 60 } },
  webhook: { customer: { requests: 1_000, seconds: 1 }, network: { requests: 1_000, seconds: 1 } },
}

export type RateVerdict = {
  allowed: boolean
  /** The first refusal of its window: worth an audit entry, the thousand after it are not. */
  firstRefusal: boolean
  remaining: number
  resetSeconds: number
}

export type Limiter = {
  /** The value of `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10). */
  policy: string
  name: RateLimit
  consume(key: string): Promise<RateVerdict>
}

export type RateLimits = Record<RateLimit, { customer: Limiter; network: Limiter; site: Limiter }>

/** `scale` multiplies every budget: 1 in the live edition, more in tests and benchmarks. */
export function createRateLimits(scale: number): RateLimits {
  const both = (name: RateLimit) => ({
    customer: createLimiter(name, budgets[name].customer, scale),
    network: createLimiter(name, budgets[name].network, scale),
    site: createLimiter(name, budgets[name].network, scale * networksPerSite),
  })
  return {
    read: both('read'),
    write: both('write'),
    money: both('money'),
    lookup: both('lookup'),
    sign_in: both('sign_in'),
    register: both('register'),
    code: both('code'),
    webhook: both('webhook'),
  }
}

/** Whether a refusal of somebody nobody knows, who calls from this network, is one of the few that are put on record. */
export type WorthRecording = (network: string) => Promise<boolean>

export function createStrangersRecord(): WorthRecording {
  const limiter = new RateLimiterMemory(strangersOnRecord)
  return async network => {
    try {
      await limiter.consume(network)
      return true
    } catch (error) {
      if (error instanceof RateLimiterRes) return false
      throw error
    }
  }
}

function createLimiter(name: RateLimit, quota: Quota, scale: number): Limiter {
  const points = Math.ceil(quota.requests * scale)
  const steady = new RateLimiterMemory({ points, duration: quota.seconds })
  const extra = quota.burst && Math.ceil(quota.burst.requests * scale)
  const limiter =
    quota.burst && extra !== undefined
      ? new BurstyRateLimiter(steady, new RateLimiterMemory({ points: extra, duration: quota.burst.seconds }))
      : steady
  const policies = [`"${name}";q=${points};w=${quota.seconds}`]
  if (quota.burst) policies.push(`"${name}-burst";q=${extra};w=${quota.burst.seconds}`)
  return {
    name,
    policy: policies.join(', '),
    async consume(key) {
      try {
        return verdict(true, await limiter.consume(key), points + (extra ?? 0))
      } catch (error) {
        if (error instanceof RateLimiterRes) return verdict(false, error, points + (extra ?? 0))
        throw error
      }
    },
  }
}

function verdict(allowed: boolean, result: RateLimiterRes, allowance: number): RateVerdict {
  return {
    allowed,
    firstRefusal: !allowed && result.consumedPoints === allowance + 1,
    remaining: result.remainingPoints,
    resetSeconds: Math.max(1, Math.ceil(result.msBeforeNext / 1_000)),
  }
}

/**
 * The network an address belongs to, as one key: an IPv4 address itself, an IPv6 address's first 64 bits, since
 * whoever has one address of a /64 has all of them. An IPv4 address mapped into IPv6 is the IPv4 address.
 */
export function networkOf(ip: string): string {
  const groups = groupsOf(ip)
  return typeof groups === 'string' ? groups : `${groups.slice(0, 4).join(':')}::/64`
}

/** The site an IPv6 address belongs to, its first 48 bits; undefined for IPv4, where an address costs money. */
export function siteOf(ip: string): string | undefined {
  const groups = groupsOf(ip)
  return typeof groups === 'string' ? undefined : `${groups.slice(0, 3).join(':')}::/48`
}

/** The eight groups of an IPv6 address, or the IPv4 address it is or stands for. */
function groupsOf(ip: string): string | string[] {
  if (!ip.includes(':')) return ip
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)
  if (mapped?.[1] !== undefined) return mapped[1]
  const address = ip.split('%', 1)[0] ?? ip
  const [head = '', tail] = address.split('::', 2)
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  const groups = [...left, ...(tail === undefined ? [] : zeros), ...right]
  return groups.map(group => Number.parseInt(group, 16).toString(16))
}
