import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { DomainError } from '../../platform/errors.ts'

/**
 * Passwords at rest: argon2id (RFC 9106) in PHC string format, so that every hash names its own parameters.
 * Each computation takes tens of milliseconds of one core and `memoryKib` of memory; a gate lets only a few run
 * at once, lets a bounded number wait and turns the rest away, so that no number of sign-ins can take the
 * memory, the cores or the thread pool (4 threads, which files and DNS need too) from everybody else.
 */
export type Passwords = {
  hash: (password: string) => Promise<string>
  /** Whether the password is the hash's; `needsRehash` when the hash was made with other parameters than today's. */
  verify: (password: string, hash: string) => Promise<Verdict>
  /**
   * The same work for an address that has no password, so that nobody can tell by the time. Never matches: the
   * hash is of random bytes that were thrown away.
   */
  verifyNothing: (password: string) => Promise<Verdict>
}

export type Verdict = { matches: boolean; needsRehash: boolean }

type Parameters = { memoryKib: number; passes: number; parallelism: number }

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, 2 iterations, 1 degree of parallelism. */
const today: Parameters = { memoryKib: 19 * 1024, passes: 2, parallelism: 1 }

const tagBytes = 32
const saltBytes = 16

/** Parses `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`; bounds keep a damaged row from costing gigabytes. */
const phcPattern =
  /^\$argon2id\$v=19\$m=([0-9]{1,7}),t=([0-9]{1,2}),p=([0-9]{1,2})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{22,128})$/

export type PasswordOptions = {
  parameters?: Parameters
  /** Memory all computations together may hold. */
  memoryBudgetKib?: number
  /** How many may wait. A wait of `maxWaiting × duration ÷ concurrency` is the longest anybody can have. */
  maxWaiting?: number
}

export function createPasswords(options: PasswordOptions = {}): Passwords {
  const { parameters = today, memoryBudgetKib = 64 * 1024, maxWaiting = 256 } = options
  const byMemory = Math.floor(memoryBudgetKib / parameters.memoryKib)
  // One core stays for everything else, and one thread of the pool of four.
  const concurrency = Math.max(1, Math.min(byMemory, availableParallelism() - 1, 3))
  const gate = createGate({ concurrency, maxWaiting })
  const nobodys = phc(parameters, randomBytes(saltBytes), randomBytes(tagBytes))

  async function verify(password: string, hash: string): Promise<Verdict> {
    const stored = parsePhc(hash)
    const computed = await gate(() =>
      compute(password, { ...stored.parameters, salt: stored.salt, bytes: stored.tag.length }),
    )
    const current =
      stored.parameters.memoryKib === parameters.memoryKib &&
      stored.parameters.passes === parameters.passes &&
      stored.parameters.parallelism === parameters.parallelism
    return { matches: timingSafeEqual(computed, stored.tag), needsRehash: !current }
  }

  return {
    async hash(password) {
      const salt = randomBytes(saltBytes)
      const tag = await gate(() => compute(password, { ...parameters, salt, bytes: tagBytes }))
      return phc(parameters, salt, tag)
    },
    verify,
    verifyNothing: password => verify(password, nobodys),
  }
}

/** NFKC first, as NIST SP 800-63B-4 (3.1.1.2) advises: a Chinese keyboard may type full-width letters. */
function compute(
  password: string,
  { memoryKib, passes, parallelism, salt, bytes }: Parameters & { salt: Buffer; bytes: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2(
      'argon2id',
      {
        message: password.normalize('NFKC'),
        nonce: salt,
        memory: memoryKib,
        passes,
        parallelism,
        tagLength: bytes,
      },
      (error, tag) => (error ? reject(error) : resolve(tag)),
    )
  })
}

function phc({ memoryKib, passes, parallelism }: Parameters, salt: Buffer, tag: Buffer): string {
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}

function parsePhc(hash: string): { parameters: Parameters; salt: Buffer; tag: Buffer } {
  const match = phcPattern.exec(hash)
  if (!match) throw new Error('a stored password hash is not in the PHC format of argon2id')
  const [, memory = '', passes = '', parallelism = '', salt = '', tag = ''] = match
  return {
    parameters: { memoryKib: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

/** Runs at most `concurrency` at once, in the order of arrival; refuses when `maxWaiting` wait already. */
export function createGate(options: {
  concurrency: number
  maxWaiting: number
}): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let running = 0
  const waiting: (() => void)[] = []

  return async work => {
    if (running >= options.concurrency) {
      if (waiting.length >= options.maxWaiting) throw new DomainError('overloaded', { retryAfterSeconds: 5 })
      // Whoever leaves hands over the place, so `running` does not change and nobody can slip in between.
      await new Promise<void>(resolve => waiting.push(resolve))
    } else {
      running += 1
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
