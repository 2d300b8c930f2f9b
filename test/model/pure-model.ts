import type { Currency } from '../../contract/money.ts'

/**
 * What the ledger should do, told again in the simplest way: maps, no batches, no database. It shares no code with
 * the deciders, so that a mistake would have to be made twice to go unseen.
 */
export type Op =
  | { do: 'deposit'; journal: string; owner: string; currency: Currency; amount: bigint }
  | {
      do: 'move'
      journal: string
      payer: string
      payee: string
      currency: Currency
      amount: bigint
      fee: bigint
    }
  | {
      do: 'place'
      journal: string
      hold: string
      owner: string
      currency: Currency
      amount: bigint
      now: number
      until: number
    }
  | {
      do: 'capture'
      journal: string
      hold: string
      owner: string
      currency: Currency
      amount: bigint
      now: number
    }
  | { do: 'release'; journal: string; hold: string; owner: string; currency: Currency }
  | { do: 'expire'; journal: string; hold: string; owner: string; currency: Currency; now: number }
  | { do: 'reverse'; original: string; journal: string }

/** `decided` is stored and replayed, `refused` leaves no trace. The text is the status or the code. */
export type Result = { kind: 'decided' | 'refused'; text: string }

type ModelHold = {
  owner: string
  currency: Currency
  amount: bigint
  until: number
  status: string
  captured: bigint
}
type Leg = { from: string; to: string; amount: bigint }

export type Model = {
  /** By `owner/purpose/currency`; owners are customers, the operator's own accounts are not kept. */
  balances: Map<string, bigint>
  holds: Map<string, ModelHold>
  apply(op: Op): Result
}

const operator = '-'

export function createModel(): Model {
  const balances = new Map<string, bigint>()
  const holds = new Map<string, ModelHold>()
  const journals = new Map<string, { legs: Leg[]; reversible: boolean }>()
  const key = (owner: string, purpose: string, currency: string): string => `${owner}/${purpose}/${currency}`
  const has = (account: string): bigint => balances.get(account) ?? 0n
  const decided = (text: string): Result => ({ kind: 'decided', text })
  const refused = (text: string): Result => ({ kind: 'refused', text })

  function post(journal: string, legs: Leg[], reversible = true): void {
    for (const { from, to, amount } of legs) {
      if (!from.startsWith(operator)) balances.set(from, has(from) - amount)
      if (!to.startsWith(operator)) balances.set(to, has(to) + amount)
    }
    journals.set(journal, { legs, reversible })
  }

  function resolve(op: Extract<Op, { hold: string }>, how: (hold: ModelHold) => Result): Result {
    const hold = holds.get(op.hold)
    if (!hold || hold.owner !== op.owner || hold.currency !== op.currency) return refused('not_found')
    if (hold.status !== 'active') return refused('transition_not_allowed')
    const result = how(hold)
    if (result.kind === 'refused') return result
    const [free, kept] = [
      key(hold.owner, 'available', hold.currency),
      key(hold.owner, 'reserved', hold.currency),
    ]
    hold.status = result.text
    const legs = [
      { from: kept, to: operator, amount: hold.captured },
      { from: kept, to: free, amount: hold.amount - hold.captured },
    ]
    post(op.journal, legs, false)
    return result
  }

  function move(op: Extract<Op, { do: 'move' }>): Result {
    const from = key(op.payer, 'available', op.currency)
    if (has(from) < op.amount + op.fee) return decided('declined')
    const legs = [{ from, to: key(op.payee, 'available', op.currency), amount: op.amount }]
    post(op.journal, op.fee > 0n ? [...legs, { from, to: operator, amount: op.fee }] : legs)
    return decided('moved')
  }

  function place({ journal, hold, owner, currency, amount, until }: Extract<Op, { do: 'place' }>): Result {
    const free = key(owner, 'available', currency)
    if (has(free) < amount) return decided('declined')
    holds.set(hold, { owner, currency, amount, until, status: 'active', captured: 0n })
    post(journal, [{ from: free, to: key(owner, 'reserved', currency), amount }], false)
    return decided('active')
  }

  function reverse(op: Extract<Op, { do: 'reverse' }>): Result {
    const original = journals.get(op.original)
    if (!original) return refused('not_found')
    if (!original.reversible) return refused('transition_not_allowed')
    const legs = original.legs.toReversed().map(({ from, to, amount }) => ({ from: to, to: from, amount }))
    const after = new Map<string, bigint>()
    for (const { from, to, amount } of legs) {
      after.set(from, (after.get(from) ?? has(from)) - amount)
      after.set(to, (after.get(to) ?? has(to)) + amount)
      if (!from.startsWith(operator) && (after.get(from) ?? 0n) < 0n) return refused('insufficient_funds')
    }
    post(op.journal, legs, false)
    original.reversible = false
    return decided('reversed')
  }

  return {
    balances,
    holds,
    apply(op) {
      switch (op.do) {
        case 'deposit':
          post(op.journal, [
            { from: operator, to: key(op.owner, 'available', op.currency), amount: op.amount },
          ])
          return decided('moved')
        case 'move':
          return move(op)
        case 'place':
          return place(op)
        case 'capture':
          return resolve(op, hold => {
            if (op.now >= hold.until) return refused('transition_not_allowed')
            if (op.amount > hold.amount) return refused('amount_above_maximum')
            hold.captured = op.amount
            return decided('captured')
          })
        case 'release':
          return resolve(op, () => decided('released'))
        case 'expire':
          return resolve(op, hold =>
            op.now >= hold.until ? decided('expired') : refused('transition_not_allowed'),
          )
        case 'reverse':
          return reverse(op)
      }
    },
  }
}
