import { createHash } from 'node:crypto'
import { Counter, Gauge, Registry } from 'prom-client'
import type { Db, Tx } from './db.ts'
import type { Logger } from './log.ts'
import { pause } from './pause.ts'
import * as queries from './queries-audit-chain.ts'

/** Entries sealed by one transaction: some 40 ms. */
const batchSize = 1_000
/** An entry waits about this long for its place; whoever writes it does not wait at all. */
const roundMs = 1_000
/** How often the head of the chain goes into the log, which lies elsewhere and proves what was there by then. */
const tellHeadEveryMs = 60 * 60_000

const genesis: queries.Head = { position: 0n, hash: Buffer.alloc(32) }

export type AuditSealer = { stop(): Promise<void> }

export type SealOutcome = {
  sealed: number
  /** The end of the chain; undefined while another process is at it. */
  head: queries.Head | undefined
  /** False when the head this process remembered is not part of the chain any more. */
  rememberedStands: boolean
}

/**
 * Gives the waiting entries their places in the chain, in the order of their tickets, at most `limit`. Only one
 * process does so at a time. `remembered`: a head seen before; that it is still there is what notices a chain cut off at
 * its end, which in itself looks as whole as any shorter one.
 */
export async function sealNext(
  tx: Tx,
  { limit = batchSize, remembered }: { limit?: number; remembered?: queries.Head | undefined } = {},
): Promise<SealOutcome> {
  if (!(await queries.tryLockSealing(tx))) return { sealed: 0, head: undefined, rememberedStands: true }
  const waiting = await queries.readWaiting(tx, limit)
  const { head: newest, stands: rememberedStands } =
    remembered === undefined
      ? { head: await queries.readHead(tx), stands: true }
      : await queries.readEnd(tx, remembered)
  let head = newest ?? genesis
  const links = waiting.map(({ ticket, entryId, contentHash }): queries.Link => {
    const position = head.position + 1n
    const previousHash = head.hash
    const hash = linkHash({ position, previousHash, contentHash })
    head = { position, hash }
    return { ticket, entryId, contentHash, position, previousHash, hash }
  })
  if (links.length > 0) await queries.appendLinks(tx, links)
  return { sealed: links.length, head: head.position > 0n ? head : undefined, rememberedStands }
}

function linkHash(link: { position: bigint; previousHash: Buffer; contentHash: Buffer }): Buffer {
  const position = Buffer.alloc(8)
  position.writeBigInt64BE(link.position)
  return createHash('sha256').update(position).update(link.previousHash).update(link.contentHash).digest()
}

/** `position:hash`, as it is told and as `audit:verify --head` takes it. */
export function headText({ position, hash }: queries.Head): string {
  return `${position}:${hash.toString('hex')}`
}

/** The head in a text as `headText` makes it; undefined when the text is anything else. */
export function readHeadText(text: string): queries.Head | undefined {
  const [, position, hash] = /^(\d{1,18}):([0-9a-f]{64})$/.exec(text.trim()) ?? []
  if (position === undefined || hash === undefined) return undefined
  return { position: BigInt(position), hash: Buffer.from(hash, 'hex') }
}

export type ChainReport = {
  head: queries.Head | undefined
  waiting: number
  /** Entries looked at. */
  checked: number
  /** The first broken places, at most a hundred. */
  findings: queries.BrokenPlace[]
}

/**
 * Looks at the newest entries in one statement, and whether a head kept elsewhere is still part of the chain. The
 * verifier of the books runs the same check over all of them.
 */
export async function verifyChain(
  db: Db,
  { newest, expected }: { newest: number; expected?: queries.Head | undefined },
): Promise<ChainReport> {
  const head = await queries.readHead(db.read)
  const findings = await queries.findBroken(db.read, newest)
  if (expected && !(await queries.hasLink(db.read, expected)))
    findings.push({
      rows: { position: expected.position.toString() },
      expected: `the link ${headText(expected)}`,
      actual: 'another link or none',
    })
  const total = Number(head?.position ?? 0n)
  return { head, waiting: await queries.countWaiting(db.read), checked: Math.min(total, newest), findings }
}

type SealerOptions = {
  db: Db
  log: Logger
  /** Where its metrics go; nowhere when absent. */
  registry?: Registry
  roundMs?: number
}

/** Seals entries as they come, beside the requests and not in their way, until it is stopped. */
export function startAuditSealer(options: SealerOptions): AuditSealer {
  const stopping = new AbortController()
  const running = keepSealing(options, stopping.signal)
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}

async function keepSealing(options: SealerOptions, signal: AbortSignal): Promise<void> {
  const { db, log } = options
  const metrics = createMetrics(options)
  let remembered: queries.Head | undefined
  let toldAt = -Infinity
  while (!signal.aborted) {
    try {
      const outcome = await db.transaction(tx => sealNext(tx, { remembered }))
      if (!outcome.rememberedStands) {
        metrics.cut.inc()
        log.error(
          { remembered: remembered && headText(remembered), head: outcome.head && headText(outcome.head) },
          'the audit chain was cut: a link this process has seen is gone',
        )
      }
      remembered = outcome.head ?? (outcome.rememberedStands ? remembered : undefined)
      metrics.sealed.inc(outcome.sealed)
      if (outcome.sealed === batchSize) continue
      if (remembered && performance.now() - toldAt >= tellHeadEveryMs) {
        toldAt = performance.now()
        log.info({ head: headText(remembered) }, 'the head of the audit chain')
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      log.warn({ message }, 'the audit log could not be sealed; trying again')
    }
    await pause(options.roundMs ?? roundMs, signal)
  }
}

function createMetrics({ db, registry = new Registry() }: SealerOptions) {
  const registers = [registry]
  const waiting = new Gauge({
    name: 'okpay_audit_unsealed',
    help: 'Audit entries that wait for their place in the chain. More than a few for minutes: the sealer stands still.',
    registers,
    async collect() {
      waiting.set(await queries.countWaiting(db.read))
    },
  })
  return {
    sealed: new Counter({
      name: 'okpay_audit_sealed_total',
      help: 'Audit entries given their place in the chain by this process',
      registers,
    }),
    cut: new Counter({
      name: 'okpay_audit_chain_cut_total',
      help: 'Times the end of the audit chain was found missing. Any is an alarm.',
      registers,
    }),
  }
}
