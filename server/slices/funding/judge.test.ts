import { describe, expect, test } from 'vitest'
import { depositStatuses } from '../../../contract/api/funding.ts'
import {
  aCreditedDeposit,
  aDeposit,
  anOpenPage,
  aPaid,
  aReport,
  minutesLater,
  openedAt,
  payment,
} from './deposit.fixture.ts'
import { judge, judgeSilence } from './judge.ts'
import type { Decline } from './rails/rail.ts'

const now = minutesLater(5)
const aDayLater = minutesLater(24 * 60)
const lostCard: Decline = { code: 'lost_card', reference: 'ch_1', at: minutesLater(4) }
const move = (name: string, reason: string | null) => ({
  kind: 'change',
  change: { kind: 'move', move: name, reason },
})

describe('paid', () => {
  test.each(['requires_action', 'pending', 'in_review', 'failed', 'canceled', 'expired'] as const)(
    'all of it, on a deposit that is %s: credited',
    status => {
      const deposit = aDeposit({ status })
      expect(judge(deposit, aReport(deposit, aPaid()), aDayLater)).toEqual({ kind: 'credit', paid: aPaid() })
    },
  )

  test('before the page was known to be open: credited', () => {
    const deposit = aDeposit({ reference: null, pageUrl: null })
    expect(judge(deposit, aReport(deposit, aPaid()), now)).toMatchObject({ kind: 'credit' })
  })

  test('although the customer gave up: credited, because the card was debited', () => {
    const deposit = aDeposit({ cancelRequestedAt: now })
    expect(judge(deposit, aReport(deposit, aPaid()), now)).toMatchObject({ kind: 'credit' })
  })

  test.each([
    ['less', aPaid({ amount: 9_999n }), 'amount_mismatch'],
    ['more', aPaid({ amount: 10_001n }), 'amount_mismatch'],
    ['another currency', aPaid({ currency: 'USD' }), 'currency_mismatch'],
    ['a currency we do not know', aPaid({ currency: 'XYZ' }), 'currency_mismatch'],
    ['partly given back', aPaid({ refunded: 1n }), 'partly_refunded'],
  ])('%s: a person looks', (_, paid, reason) => {
    const deposit = aDeposit()
    expect(judge(deposit, aReport(deposit, paid), now)).toEqual(move('review', reason))
  })

  test('under another name, or on a second page: a person looks', () => {
    const deposit = aDeposit()
    const strangers = [
      { orderId: null },
      { orderId: '01890000-0000-7000-8000-000000000002' },
      { reference: 'cs_2' },
    ]
    for (const changes of strangers)
      expect(judge(deposit, aReport(deposit, aPaid(), changes), now)).toEqual(
        move('review', 'reference_mismatch'),
      )
  })

  test('what a person looks at stays with them for 20 hours; then it is asked back, once', () => {
    const deposit = aDeposit({ status: 'in_review', statusReason: 'amount_mismatch' })
    const report = aReport(deposit, aPaid({ amount: 1n }))
    const twentyHours = minutesLater(20 * 60)
    expect(judge(deposit, report, new Date(twentyHours.getTime() - 1))).toEqual({ kind: 'nothing' })
    expect(judge(deposit, report, twentyHours)).toEqual({
      kind: 'change',
      change: { kind: 'refund_requested', reason: 'amount_mismatch' },
    })
    const asked = { ...deposit, refund: { requestedAt: twentyHours, reason: 'amount_mismatch' } }
    expect(judge(asked, report, twentyHours)).toMatchObject({ kind: 'refund' })
  })

  test('what is being given back is never credited any more, also when it could be again', () => {
    const refund = { requestedAt: now, reason: 'account_restricted' }
    const deposit = aDeposit({ status: 'in_review', refund })
    expect(judge(deposit, aReport(deposit, aPaid()), now)).toMatchObject({ kind: 'refund' })
    expect(judge(deposit, aReport(deposit, aPaid({ refunded: 10_000n })), now)).toEqual(
      move('fail', 'refunded'),
    )
  })

  test('a bank transfer of another amount than announced is what was sent; of another currency it is not', () => {
    const deposit = aDeposit({ method: 'bank_transfer', status: 'pending' })
    expect(judge(deposit, aReport(deposit, aPaid({ amount: 1n })), now)).toMatchObject({ kind: 'credit' })
    expect(judge(deposit, aReport(deposit, aPaid({ currency: 'USD' })), now)).toEqual(
      move('review', 'currency_mismatch'),
    )
  })

  test('and given back before it was credited: failed', () => {
    const deposit = aDeposit({ status: 'in_review' })
    expect(judge(deposit, aReport(deposit, aPaid({ refunded: 10_000n })), now)).toEqual(
      move('fail', 'refunded'),
    )
  })
})

describe('paid, on a credited deposit', () => {
  const deposit = aCreditedDeposit()

  test('once more the same: nothing', () => {
    expect(judge(deposit, aReport(deposit, aPaid()), now)).toEqual({ kind: 'nothing' })
  })

  test.each([
    ['by a second payment', aPaid({ payment: 'pi_2' }), 'paid_twice'],
    ['with another amount', aPaid({ amount: 9_000n }), 'amount_mismatch'],
    ['and partly given back', aPaid({ refunded: 4_000n }), 'partly_refunded'],
  ])('%s: the books differ', (_, paid, breakKind) => {
    expect(judge(deposit, aReport(deposit, paid), now)).toEqual({ kind: 'break', breakKind, paid })
  })

  test('and given back whole: taken back, once', () => {
    const paid = aPaid({ refunded: 10_000n })
    expect(judge(deposit, aReport(deposit, paid), now)).toEqual({ kind: 'reverse', paid })
    const reversed = aCreditedDeposit({ status: 'reversed' })
    expect(judge(reversed, aReport(reversed, paid), now)).toEqual({ kind: 'nothing' })
  })
})

describe('open', () => {
  test('learnt of: the page is kept', () => {
    const deposit = aDeposit({ reference: null, pageUrl: null })
    expect(judge(deposit, aReport(deposit, anOpenPage), now)).toEqual({
      kind: 'change',
      change: { kind: 'page_opened', pageUrl: 'https://pay.example/c/1', pageExpiresAt: minutesLater(60) },
    })
  })

  test('known already: nothing', () => {
    const deposit = aDeposit()
    expect(judge(deposit, aReport(deposit, anOpenPage), now)).toEqual({ kind: 'nothing' })
  })

  test('a decline is told once', () => {
    const deposit = aDeposit()
    const report = aReport(deposit, anOpenPage, { decline: lostCard })
    expect(judge(deposit, report, now)).toEqual({
      kind: 'change',
      change: { kind: 'declined', decline: { ...lostCard, at: minutesLater(4) } },
    })
    const told = aDeposit({ decline: { ...lostCard, at: now } })
    expect(judge(told, report, now)).toEqual({ kind: 'nothing' })
  })

  test('a decline without a time is told at the time we learn of it', () => {
    const deposit = aDeposit()
    const report = aReport(deposit, anOpenPage, { decline: { ...lostCard, at: null } })
    expect(judge(deposit, report, now)).toMatchObject({ change: { decline: { at: now } } })
  })

  test('although the customer gave up: the page is closed', () => {
    const deposit = aDeposit({ cancelRequestedAt: now })
    expect(judge(deposit, aReport(deposit, anOpenPage), now)).toEqual({ kind: 'close_page' })
  })

  test('a day later: a person looks', () => {
    const deposit = aDeposit()
    expect(judge(deposit, aReport(deposit, anOpenPage), aDayLater)).toEqual(
      move('review', 'not_settled_in_time'),
    )
  })
})

describe('processing', () => {
  test('the customer has done their part: pending, and a day later a person looks', () => {
    const deposit = aDeposit()
    expect(judge(deposit, aReport(deposit, { kind: 'processing' }), now)).toEqual(move('wait', null))
    const pending = aDeposit({ status: 'pending' })
    expect(judge(pending, aReport(pending, { kind: 'processing' }), now)).toEqual({ kind: 'nothing' })
    expect(judge(pending, aReport(pending, { kind: 'processing' }), aDayLater)).toEqual(
      move('review', 'not_settled_in_time'),
    )
  })
})

describe('ended unpaid', () => {
  test('failed: with the issuer’s reason, told first where the customer could still try', () => {
    const deposit = aDeposit()
    const report = aReport(deposit, { kind: 'failed' }, { decline: lostCard })
    expect(judge(deposit, report, now)).toMatchObject({ change: { kind: 'declined' } })
    const told = aDeposit({ decline: { ...lostCard, at: now } })
    expect(judge(told, report, now)).toEqual(move('fail', 'lost_card'))
    const pending = aDeposit({ status: 'pending' })
    expect(judge(pending, report, now)).toEqual(move('fail', 'lost_card'))
    expect(judge(pending, aReport(pending, { kind: 'failed' }), now)).toEqual(move('fail', 'card_declined'))
  })

  test('expired: as the customer wished, or with the last decline, or plainly', () => {
    const expired = { kind: 'expired' } as const
    const given = aDeposit({ cancelRequestedAt: now, decline: { ...lostCard, at: now } })
    expect(judge(given, aReport(given, expired), now)).toEqual(move('cancel', null))
    const declined = aDeposit({ decline: { ...lostCard, at: now } })
    expect(judge(declined, aReport(declined, expired), now)).toEqual(move('fail', 'lost_card'))
    const untried = aDeposit()
    expect(judge(untried, aReport(untried, expired), now)).toEqual(move('expire', null))
  })

  test('said of a deposit that has ended: nothing', () => {
    for (const status of depositStatuses.filter(
      candidate => !['requires_action', 'pending', 'in_review'].includes(candidate),
    )) {
      const deposit = aDeposit({ status, paymentReference: payment })
      for (const kind of ['failed', 'expired'] as const)
        expect(judge(deposit, aReport(deposit, { kind }), now), `${status} ${kind}`).toEqual({
          kind: 'nothing',
        })
    }
  })
})

describe('no report', () => {
  const unopened = aDeposit({ reference: null, pageUrl: null })
  const absent = { kind: 'absent' } as const
  const unknown = { kind: 'unknown', cause: 'time-out' } as const
  const refused = { kind: 'refused', cause: 'amount_too_small' } as const

  test('no page where none is certain yet: wait; after the window, failed', () => {
    expect(judgeSilence(unopened, absent, now)).toBeUndefined()
    expect(judgeSilence(unopened, absent, minutesLater(15))).toMatchObject({ reason: 'rail_unavailable' })
  })

  test('the page was refused: failed', () => {
    expect(judgeSilence(unopened, refused, openedAt)).toMatchObject({ move: 'fail', reason: 'rail_refused' })
  })

  test('a known page has vanished: a person looks', () => {
    expect(judgeSilence(aDeposit(), absent, now)).toMatchObject({ move: 'review', reason: 'unknown_to_rail' })
  })

  test('no answer is never taken for one; after a day a person looks', () => {
    for (const deposit of [unopened, aDeposit(), aDeposit({ status: 'pending' })]) {
      expect(judgeSilence(deposit, unknown, minutesLater(24 * 60 - 1))).toBeUndefined()
      expect(judgeSilence(deposit, unknown, aDayLater)).toMatchObject({ move: 'review', reason: 'no_answer' })
    }
    expect(judgeSilence(aDeposit({ status: 'in_review' }), unknown, aDayLater)).toBeUndefined()
  })
})
