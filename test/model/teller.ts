import type { Currency } from '../../contract/money.ts'
import { DomainError } from '../../server/platform/errors.ts'
import { newId } from '../../server/platform/id.ts'
import {
  captureHold,
  clearing,
  expireHold,
  insert,
  placeHold,
  readJournal,
  releaseHold,
  reverseJournal,
  type Decider,
  type JsonValue,
  type Pipeline,
  type RowSink,
} from '../../server/slices/ledger/index.ts'
import type { Op, Result } from './pure-model.ts'
import { deposit, idempotencyOf, move, testScope, type SmallBank } from './small-bank.ts'
import { storyCurrencies, storyOwners, type Happening } from './story.ts'

/** One request as it was sent; several may share a key. */
export type Request = {
  key: string
  /** Tells requests of one key that say different things apart. */
  label: string
  op: Op
  send(pipeline: Pipeline): Promise<Result & { replayed: boolean }>
}

/** Where decisions note in which order they were taken, in the transaction that makes them true. */
export const orderTable = 'CREATE TABLE model_order (position bigserial PRIMARY KEY, label text NOT NULL)'

const orderRows: RowSink<string> = {
  name: 'model_order',
  insert: labels => [
    {
      name: 'model_order',
      text: 'INSERT INTO model_order (label) SELECT unnest($1::text[])',
      values: [labels],
    },
  ],
}

/** The decider, which also notes the order of what it decided. */
function noted<Command, Outcome extends JsonValue>(
  decider: Decider<Command, Outcome>,
  label: string,
): Decider<Command, Outcome> {
  return {
    ...decider,
    decide(view, command) {
      const decision = decider.decide(view, command)
      if (decision.kind === 'refused') return decision
      const rows = [...(decision.effects.rows ?? []), insert(orderRows, label)]
      return { ...decision, effects: { ...decision.effects, rows } }
    },
  }
}

export type Teller = {
  owners: string[]
  /** Turns what happens into requests; nothing for a wait, or where there is nothing to do it to. */
  requestsOf(round: readonly Happening[]): Promise<Request[]>
}

/** Knows what there is to act on: the holds, journals and requests of earlier rounds and of this one. */
export function createTeller(bank: SmallBank): Teller {
  const owners = Array.from({ length: storyOwners }, newId)
  const holds: { hold: string; owner: string; currency: Currency }[] = []
  const journals: string[] = []
  const requests: Request[] = []
  const pick = <Item>(items: readonly Item[], index: number): Item | undefined => items[index % items.length]

  function request(op: Op, send: Sender, key = newId()): Request {
    journals.push(op.journal)
    const label = `${key}/${op.journal}`
    const made = { key, label, op, send: (pipeline: Pipeline) => send(pipeline, key, label) }
    requests.push(made)
    return made
  }

  /** The owner or currency of a happening, which always exists. */
  function chosen<Item>(items: readonly Item[], index: number): Item {
    const item = pick(items, index)
    if (item === undefined) throw new Error('nothing to choose from')
    return item
  }

  async function requestOf(happening: Happening): Promise<Request | undefined> {
    const now = bank.clock.now()
    const journal = newId()
    switch (happening.kind) {
      case 'wait':
        bank.clock.advance(happening.seconds * 1_000)
        return undefined
      case 'deposit': {
        const { amount } = happening
        const owner = chosen(owners, happening.owner)
        const currency = chosen(storyCurrencies, happening.currency)
        const command = { id: newId(), journalId: journal, owner, currency, amount, now }
        return request({ do: 'deposit', journal, owner, currency, amount }, sender(deposit, command))
      }
      case 'move': {
        const { amount, fee } = happening
        const payer = chosen(owners, happening.payer)
        const payee = chosen(
          owners,
          happening.payee === happening.payer ? happening.payee + 1 : happening.payee,
        )
        const currency = chosen(storyCurrencies, happening.currency)
        const command = { id: newId(), journalId: journal, payer, payee, currency, amount, fee, now }
        return request({ do: 'move', journal, payer, payee, currency, amount, fee }, sender(move, command))
      }
      case 'place': {
        const { amount, ttl } = happening
        const hold = newId()
        const owner = chosen(owners, happening.owner)
        const currency = chosen(storyCurrencies, happening.currency)
        const expiresAt = new Date(now.getTime() + ttl * 1_000)
        holds.push({ hold, owner, currency })
        const times = { now: now.getTime(), until: expiresAt.getTime() }
        const subject = newId()
        const command = { holdId: hold, journalId: journal, owner, subject, amount, currency, expiresAt, now }
        return request(
          { do: 'place', journal, hold, owner, currency, amount, ...times },
          sender(placeHold, command),
        )
      }
      case 'capture':
      case 'release':
      case 'expire': {
        const known = pick(holds, happening.hold)
        return known && resolution(happening, known, { journal, now })
      }
      case 'reverse': {
        const original = pick(journals, happening.journal)
        const posted = original && (await readJournal(bank.db.read, original))
        if (!posted) return undefined
        const command = { original: posted, journalId: journal, now }
        return request({ do: 'reverse', original: posted.id, journal }, sender(reverseJournal, command))
      }
      case 'repeat':
        return pick(requests, happening.command)
      case 'reuse': {
        const used = pick(requests, happening.command)
        if (!used) return undefined
        const [owner, currency] = [chosen(owners, 0), chosen(storyCurrencies, 0)]
        const command = { id: newId(), journalId: journal, owner, currency, amount: 999n, now }
        return request(
          { do: 'deposit', journal, owner, currency, amount: 999n },
          sender(deposit, command),
          used.key,
        )
      }
    }
  }

  function resolution(
    happening: Extract<Happening, { kind: 'capture' | 'release' | 'expire' }>,
    { hold, owner, currency }: { hold: string; owner: string; currency: Currency },
    { journal, now }: { journal: string; now: Date },
  ): Request {
    const command = { holdId: hold, journalId: journal, owner, currency, now }
    const op = { journal, hold, owner, currency, now: now.getTime() }
    switch (happening.kind) {
      case 'capture': {
        const { amount } = happening
        const capture = { ...command, amount, to: clearing('test', currency) }
        return request({ do: 'capture', ...op, amount }, sender(captureHold, capture))
      }
      case 'release':
        return request({ do: 'release', ...op }, sender(releaseHold, command))
      case 'expire':
        return request({ do: 'expire', ...op }, sender(expireHold, command))
    }
  }

  return {
    owners,
    async requestsOf(round) {
      const made: Request[] = []
      for (const happening of round) {
        const next = await requestOf(happening)
        if (next) made.push(next)
      }
      return made
    },
  }
}

type Sender = (pipeline: Pipeline, key: string, label: string) => Promise<Result & { replayed: boolean }>

function sender<Command extends { now: Date }, Outcome extends { status: string }>(
  decider: Decider<Command, Outcome>,
  command: Command,
): Sender {
  return async (pipeline, key, label) => {
    const idempotency = idempotencyOf(label, {}, { key, scope: testScope })
    try {
      const { outcome, replayed } = await pipeline.execute(noted(decider, label), command, {
        idempotency,
        now: command.now,
      })
      return { kind: 'decided', text: outcome.status, replayed }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      return { kind: 'refused', text: error.refusal.code, replayed: false }
    }
  }
}
