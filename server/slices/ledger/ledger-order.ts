import { assertInvariant } from '../../platform/errors.ts'

type Placed = { journalId: string; recordedAt: Date; places: Readonly<Record<string, string>> }

/**
 * Movements of an owner's accounts in the order in which the ledger booked them. Times do not tell it: a command bears
 * the time it was given, and of two at once the later one may be booked first. What touches several accounts has its
 * place in each, and these agree, because a journal is booked under the locks of all of them; what touches one account
 * stands by its time between those.
 */
export function inLedgerOrder<Movement extends Placed>(movements: readonly Movement[]): Movement[] {
  const accounts = new Set(movements.flatMap(({ places }) => Object.keys(places)))
  const queues = new Map(
    Array.from(accounts, account => [
      account,
      {
        next: 0,
        waiting: movements.filter(({ places }) => account in places).toSorted(bySequenceIn(account)),
      },
    ]),
  )
  const headOf = (account: string): Movement | undefined => {
    const queue = queues.get(account)
    return queue?.waiting[queue.next]
  }
  return movements.map(() => {
    const ready = Array.from(accounts, headOf).filter(
      head => head !== undefined && Object.keys(head.places).every(account => headOf(account) === head),
    )
    const [first] = ready.filter(head => head !== undefined).toSorted(byTime)
    assertInvariant(first !== undefined, 'the accounts of an owner agree on the order of their journals')
    for (const account of Object.keys(first.places)) {
      const queue = queues.get(account)
      if (queue) queue.next += 1
    }
    return first
  })
}

function bySequenceIn(account: string) {
  return (one: Placed, other: Placed): number =>
    Number(BigInt(one.places[account] ?? 0) - BigInt(other.places[account] ?? 0))
}

function byTime(one: Placed, other: Placed): number {
  const apart = one.recordedAt.getTime() - other.recordedAt.getTime()
  return apart === 0 ? (one.journalId < other.journalId ? -1 : 1) : apart
}
