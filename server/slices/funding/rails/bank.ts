import { isCurrency, type Currency } from '../../../../contract/money.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import { assertInvariant } from '../../../platform/errors.ts'
import type { Payer } from '../../bank-rail/index.ts'
import { debtorOf } from '../debtor.ts'
import * as queries from '../queries-bank.ts'
import { transferLifeMs, after } from '../schedule.ts'
import type { Answer, Means, PaymentName, Rail, Report, Standing } from './rail.ts'

export const bankProvider = 'bank'

/**
 * Transfers from a bank as a rail of deposits. The bank tells of itself, in its files, which `bank-rail` reads; what
 * belongs to a deposit is kept in `bank_arrival`, and asking how a payment stands means looking there.
 */
export function createBankDepositRail({
  db,
  clock,
  sealKey,
  currencies,
}: {
  db: Db
  clock: Clock
  /** Under which it is sealed who sent it. */
  sealKey: Buffer
  /** Those in which we have an account. */
  currencies: readonly Currency[]
}): Rail {
  const standing = async (payment: PaymentName, given: 'up' | 'not'): Promise<Answer> => {
    const { orderId, orderedAt, reference } = payment
    assertInvariant(reference !== null, `the bank transfer ${orderId} has no reference`)
    const arrival = (await queries.readArrivals(db.pool, [orderId])).get(orderId)
    if (arrival) return { kind: 'report', report: reportOf(sealKey, arrival) }
    const isOver = given === 'up' || clock.now() >= after(orderedAt, transferLifeMs)
    const report = { reference, orderId, begunAt: orderedAt, decline: null, means: null }
    return { kind: 'report', report: { ...report, standing: { kind: isOver ? 'expired' : 'awaited' } } }
  }
  return {
    kind: 'bank',
    methods: ['bank_transfer'],
    provider: bankProvider,
    obstacle: ({ currency }) =>
      currencies.includes(currency) ? undefined : { code: 'currency_unsupported' },
    start: ({ id }) => Promise.reject(new Error(`the bank transfer ${id} has no page to open`)),
    advance: payment => standing(payment, 'not'),
    // Nothing can be closed at a bank. What is sent all the same is credited: its reference is the customer's.
    cancel: payment => standing(payment, 'up'),
    // The decision that wants it back has ordered the payment already.
    refund: payment => standing(payment, 'not'),
    handleCallback: () => Promise.resolve({ kind: 'refused', cause: 'banks send files' }),
    reconcile: period => reports({ db, sealKey }, period),
  }
}

async function* reports(
  { db, sealKey }: { db: Db; sealKey: Buffer },
  period: { from: Date; to: Date },
): AsyncGenerator<Report> {
  for (const arrival of await queries.arrivalsBetween(db.pool, period)) yield reportOf(sealKey, arrival)
}

function reportOf(sealKey: Buffer, arrival: queries.StoredArrival): Report {
  return {
    reference: arrival.reference,
    orderId: arrival.depositId,
    begunAt: arrival.receivedAt,
    standing: standingOf(arrival),
    decline: null,
    means: meansOf(debtorOf(sealKey, arrival)),
  }
}

function standingOf({ entryId, amount, currency, ...arrival }: queries.StoredArrival): Standing {
  assertInvariant(isCurrency(currency), `an entry in ${currency} belongs to a deposit`)
  const refunded = arrival.return?.status === 'settled' ? amount : 0n
  return { kind: 'paid', payment: entryId, amount, refunded, currency }
}

/** An IBAN is shown by its country and end: enough for its owner to know it. */
function meansOf({ name, account: number }: Payer): Means {
  const account = number === null ? null : `${number.slice(0, 2)} •••• ${number.slice(-4)}`
  const label = [name, account].filter(part => part !== null).join(' · ')
  return { kind: 'bank_account', label, funding: null, kept: null }
}
