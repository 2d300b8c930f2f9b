import type { z } from 'zod'
import type { transactionTraceSchema } from '../../../contract/api/trace.ts'
import { fromTypeId, toTypeId } from '../../../contract/ids.ts'
import type { ReadDb } from '../../platform/db.ts'
import { eventsOf, waitingJournalsOf } from '../../platform/queries-event-log.ts'
import { traceBlocks, traceEntries, tracePostings, type TracedPosting } from '../ledger/index.ts'
import { transactionByNumber, type ReadTransaction } from '../wallet/index.ts'
import { nextOf } from './next-step.ts'
import type { RecordsDeps } from './deps.ts'
import { placeOf, restingPlaces, wireOf } from './places.ts'

export type WireTrace = z.input<typeof transactionTraceSchema>
export type TraceStep = WireTrace['steps'][number]

/** A step as a rail knows it: what it sent or got, and where that can be seen. */
export type RailStep = {
  at: Date
  /** A key of the web's messages, `timeline.<text>`. */
  text: string
  reason: string | null
  evidence: readonly { kind: string; reference: string }[]
}

/** Steps of one instant in the order in which one leads to the next. */
const order: readonly TraceStep['kind'][] = ['state', 'journal', 'rail', 'block', 'notice']

/**
 * Everything there is to show of a transaction, as one of those it concerns may see it: its own steps, the journals and
 * one's own entries, the blocks that seal them, the files and answers of its rail, and what one was told. Undefined
 * where this customer has no such transaction.
 */
export async function readTrace(
  deps: RecordsDeps,
  { ownerId, number, now }: { ownerId: string; number: string; now: Date },
): Promise<WireTrace | undefined> {
  const { read } = deps.db
  const [transaction, numbered] = await Promise.all([
    deps.readTransaction({ ownerId, number }),
    transactionByNumber(read, number),
  ])
  if (!transaction || !numbered) return undefined
  const { subjectId } = numbered
  const which = { stream: ownerId, subject: subjectId }
  // First what waits: whatever is moved into the log in between is then seen twice and not missed.
  const waiting = await waitingJournalsOf(read, which)
  const events = await eventsOf(read, which)
  const journalIds = journalsOf(transaction, [...events.map(({ journal }) => journal), ...waiting])
  const [postings, entries, blocks, notices, rail] = await Promise.all([
    tracePostings(read, journalIds),
    traceEntries(read, { ownerId, journalIds }),
    traceBlocks(
      read,
      events.filter(({ journal }) => journal !== null).map(({ position }) => position),
    ),
    deps.notices(read, { customerId: ownerId, positions: events.map(({ position }) => position) }),
    deps.railSteps[transaction.kind]?.(subjectId) ?? [],
  ])
  const byJournal = Map.groupBy(postings, ({ journalId }) => journalId)
  const entriesBy = Map.groupBy(entries, ({ journalId }) => journalId)
  const moved = (journalId: string): Pick<TraceStep, 'postings' | 'entries'> => ({
    postings: (byJournal.get(journalId) ?? []).map(posting => presentPosting(posting, ownerId)),
    entries: (entriesBy.get(journalId) ?? []).map(({ sequence, amount, balanceAfter, currency }) => ({
      sequence: sequence.toString(),
      amount: wireOf(amount, currency),
      balance_after: wireOf(balanceAfter, currency),
    })),
  })
  const states = transaction.timeline.map(step => stateStep(step, moved))
  const told = new Set(transaction.timeline.map(({ evidence }) => journalOf(evidence)))
  const steps = [
    ...states,
    ...Array.from(byJournal.keys())
      .filter(id => !told.has(id))
      .map(id => journalStep(id, byJournal.get(id)?.[0], moved)),
    ...rail.map(railStep),
    ...uniqueBlocks(blocks).map(blockStep),
    ...notices.map(noticeStep),
  ]
  return {
    number: transaction.number,
    status: transaction.status,
    steps: inOrder(steps),
    money: restingPlaces(postings, ownerId),
    next: nextOf(transaction, now),
    checked_at: now.toISOString(),
  }
}

type Timeline = ReadTransaction['timeline'][number]
type Moved = (journalId: string) => Pick<TraceStep, 'postings' | 'entries'>
const nothingMoved: Pick<TraceStep, 'postings' | 'entries'> = { postings: [], entries: [] }

function journalOf(evidence: Timeline['evidence']): string | undefined {
  return evidence?.kind === 'journal' ? fromTypeId('journal', evidence.reference) : undefined
}

/** Journals of events, and those the timeline names. */
function journalsOf(transaction: ReadTransaction, told: readonly (string | null)[]): readonly string[] {
  const named = transaction.timeline.map(({ evidence }) => journalOf(evidence))
  const ids = [...told, ...named]
  return [...new Set(ids.filter(id => typeof id === 'string'))]
}

function presentPosting(posting: TracedPosting, viewerId: string): TraceStep['postings'][number] {
  const { kind, amount, currency, fromOwner, fromPurpose, toOwner, toPurpose } = posting
  return {
    kind,
    from: placeOf({ owner: fromOwner, purpose: fromPurpose }, viewerId),
    to: placeOf({ owner: toOwner, purpose: toPurpose }, viewerId),
    amount: wireOf(amount, currency),
  }
}

function stateStep(step: Timeline, moved: Moved): TraceStep {
  const journalId = journalOf(step.evidence)
  return {
    kind: 'state',
    at: step.at,
    text: step.text,
    reason: step.reason,
    evidence: step.evidence === null ? [] : [step.evidence],
    ...(journalId === undefined ? nothingMoved : moved(journalId)),
  }
}

function journalStep(id: string, first: TracedPosting | undefined, moved: Moved): TraceStep {
  return {
    kind: 'journal',
    at: first?.recordedAt.toISOString() ?? '',
    text: 'journal_posted',
    reason: null,
    evidence: [{ kind: 'journal', reference: toTypeId('journal', id) }],
    ...moved(id),
  }
}

function railStep({ at, text, reason, evidence }: RailStep): TraceStep {
  return { kind: 'rail', at: at.toISOString(), text, reason, evidence: [...evidence], ...nothingMoved }
}

type Block = Awaited<ReturnType<typeof traceBlocks>>[number]

function uniqueBlocks(blocks: readonly Block[]): Block[] {
  return Array.from(new Map(blocks.map(block => [block.number, block])).values())
}

function blockStep({ number, hash, sealedAt }: Block): TraceStep {
  return {
    kind: 'block',
    at: sealedAt.toISOString(),
    text: 'journal_sealed',
    reason: null,
    evidence: [
      { kind: 'block', reference: number.toString() },
      { kind: 'hash', reference: hash },
    ],
    ...nothingMoved,
  }
}

function noticeStep(notice: { channel: string; outcome: string | null; at: Date }): TraceStep {
  return {
    kind: 'notice',
    at: notice.at.toISOString(),
    text: notice.outcome === 'sent' ? `notice_sent_${notice.channel}` : 'notice_waiting',
    reason: null,
    evidence: [],
    ...nothingMoved,
  }
}

function inOrder(steps: readonly TraceStep[]): TraceStep[] {
  return steps.toSorted((one, other) => {
    if (one.at !== other.at) return one.at < other.at ? -1 : 1
    return order.indexOf(one.kind) - order.indexOf(other.kind)
  })
}

/** What a customer was told of events, by the slice that tells. */
export type NoticesOf = (
  db: ReadDb,
  wanted: { customerId: string; positions: readonly bigint[] },
) => Promise<readonly { channel: string; outcome: string | null; at: Date }[]>
