import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { payWithCard, TEST_CARDS } from '../../simulators/acquirer/index.ts'
import { payWithWallet, testWallets } from '../../simulators/ewallet/index.ts'
import { abroad } from './abroad.ts'
import type { Operation, OperationKind } from './plan.ts'
import { amountOf, type Played, type Playing } from './playing.ts'
import { ask, steer, type Answer } from './talk.ts'

const depositSchema = z.object({
  id: z.string(),
  status: z.string(),
  action: z
    .union([
      z.object({ kind: z.literal('redirect'), url: z.string() }),
      z.object({ kind: z.literal('bank_transfer'), reference: z.string() }),
    ])
    .nullable(),
})

/** The page opens in a job, whose worker may be dead: whoever waits too long goes away, as people do. */
async function untilPageOpens({ played, me }: Playing, answer: Answer): Promise<string | undefined> {
  const { id } = depositSchema.parse(answer.body)
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const now = await ask(played.world.apiUrl, me, { method: 'GET', path: `/v1/deposits/${id}` })
    const { action, status } = depositSchema.parse(now.body)
    if (action?.kind === 'redirect') return action.url
    if (status !== 'requires_action') return undefined
    await sleep(250)
  }
  return undefined
}

const cards = [
  ...Array<keyof typeof TEST_CARDS>(8).fill('visa_debit'),
  ...Array<keyof typeof TEST_CARDS>(4).fill('visa_credit'),
  'never_confirmed',
  'confirmed_twice',
  'confirmed_before_answer',
  'settled_late',
  'failed_late',
  'insufficient_funds',
] as const satisfies readonly (keyof typeof TEST_CARDS)[]

async function topUpByCard(playing: Playing): Promise<Answer> {
  const { played, operation, me, key } = playing
  const card = cards[Math.floor(operation.dice[1] * cards.length)] ?? 'visa_debit'
  const answer = await ask(played.world.apiUrl, me, {
    method: 'POST',
    path: '/v1/deposits',
    key,
    body: {
      amount: { value: amountOf(operation.dice[0], 20, 300), currency: 'EUR' },
      method: card === 'visa_credit' ? 'card_credit' : 'card_debit',
    },
  })
  if (answer.status !== 201) return answer
  const page = await untilPageOpens(playing, answer)
  if (page !== undefined) await payWithCard(page, TEST_CARDS[card].number)
  return answer
}

async function topUpByWallet(playing: Playing): Promise<Answer> {
  const { played, operation, me, key } = playing
  const wallet = testWallets[Math.floor(operation.dice[1] ** 3 * testWallets.length)]?.key ?? 'mei'
  const answer = await ask(played.world.apiUrl, me, {
    method: 'POST',
    path: '/v1/deposits',
    key,
    body: { amount: { value: amountOf(operation.dice[0], 20, 200), currency: 'EUR' }, method: 'ewallet' },
  })
  if (answer.status !== 201) return answer
  const page = await untilPageOpens(playing, answer)
  if (page !== undefined) await payWithWallet(page, wallet)
  return answer
}

/** Money by bank transfer: mostly as told, sometimes another amount, a wrong reference or none, sometimes twice. */
async function topUpByBank({ played, operation, me, key }: Playing): Promise<Answer> {
  const currency = operation.dice[1] < 0.8 ? 'EUR' : 'GBP'
  const value = amountOf(operation.dice[0], 50, 500)
  const answer = await ask(played.world.apiUrl, me, {
    method: 'POST',
    path: '/v1/deposits',
    key,
    body: { amount: { value, currency }, method: 'bank_transfer' },
  })
  if (answer.status !== 201) return answer
  const { action } = depositSchema.parse(answer.body)
  if (action?.kind !== 'bank_transfer') return answer
  const mistake = operation.dice[2]
  const reference =
    mistake < 0.03 ? 'THANK YOU' : mistake < 0.05 ? `${action.reference.slice(0, -1)}X` : action.reference
  const credit = {
    amount: { value: mistake > 0.96 ? amountOf(operation.dice[3], 10, 60) : value, currency },
    reference,
    debtor: { name: `Month Person ${operation.person}`, account: 'DE02120300000000202051' },
  }
  await steer(played.world.bankUrl, 'POST', '/steer/api/credits', credit)
  if (mistake > 0.93 && mistake < 0.95)
    await steer(played.world.bankUrl, 'POST', '/steer/api/credits', credit)
  return answer
}

const transferSchema = z.object({ id: z.string() })

async function transfer({ played, operation, me, key }: Playing): Promise<Answer> {
  const payee = played.people[operation.other]
  if (!payee) throw new Error('nobody to pay')
  const amount = { value: amountOf(operation.dice[0], 1, 60), currency: 'EUR' }
  const answer = await ask(played.world.apiUrl, me, {
    method: 'POST',
    path: '/v1/transfers',
    key,
    body: { recipient: payee.accountNumber, amount },
  })
  const made = transferSchema.safeParse(answer.body)
  if (answer.status === 201 && made.success) {
    const list = played.received.get(payee.id) ?? []
    played.received.set(payee.id, [...list, { transfer: made.data.id, ...amount }])
  }
  return answer
}

async function refund(playing: Playing): Promise<Answer> {
  const { played, operation, me, key } = playing
  const received = played.received.get(me.id) ?? []
  const one = received[Math.floor(operation.dice[0] * received.length)]
  // Whoever received nothing pays somebody instead.
  if (!one) return transfer(playing)
  const { value, currency } = one
  return ask(played.world.apiUrl, me, {
    method: 'POST',
    path: '/v1/refunds',
    key,
    body: { transfer: one.transfer, amount: { value: operation.dice[1] < 0.5 ? value : '0.50', currency } },
  })
}

const idSchema = z.object({ id: z.string() })

async function exchange({ played, operation, me, key }: Playing): Promise<Answer> {
  const { apiUrl } = played.world
  const to = (['USD', 'GBP', 'CNY', 'JPY'] as const)[Math.floor(operation.dice[1] * 4)]
  const quote = await ask(apiUrl, me, {
    method: 'POST',
    path: '/v1/quotes',
    body: { from: 'EUR', to, amount: { value: amountOf(operation.dice[0], 5, 80), currency: 'EUR' } },
  })
  if (quote.status !== 201) return quote
  return ask(apiUrl, me, {
    method: 'POST',
    path: '/v1/conversions',
    key,
    body: { quote: idSchema.parse(quote.body).id },
  })
}

async function withdraw({ played, operation, me, key }: Playing): Promise<Answer> {
  const currency = operation.dice[1] < 0.85 ? 'EUR' : 'GBP'
  const answer = await ask(played.world.apiUrl, me, {
    method: 'POST',
    path: '/v1/withdrawals',
    key,
    body: {
      payment_method: me.bankAccounts[currency],
      amount: { value: amountOf(operation.dice[0], 10, 90), currency },
    },
  })
  if (answer.status === 201) {
    const list = played.withdrawals.get(me.id) ?? []
    played.withdrawals.set(me.id, [...list, idSchema.parse(answer.body).id])
  }
  return answer
}

/** The last one ordered, which may have left long ago; or one that is ordered and regretted at once. */
async function cancelWithdrawal(playing: Playing): Promise<Answer> {
  const { played, operation, me, key } = playing
  const earlier = played.withdrawals.get(me.id)?.at(-1)
  if (earlier === undefined || operation.dice[2] < 0.5) {
    const answer = await withdraw(playing)
    if (answer.status !== 201) return answer
  }
  const last = played.withdrawals.get(me.id)?.at(-1)
  if (last === undefined) throw new Error('what was ordered is not remembered')
  return ask(played.world.apiUrl, me, {
    method: 'POST',
    path: `/v1/withdrawals/${last}/cancel`,
    key: `${key}-cancel`,
    body: {},
  })
}

const players: Readonly<Record<OperationKind, (playing: Playing) => Promise<Answer>>> = {
  top_up_card: topUpByCard,
  top_up_bank: topUpByBank,
  top_up_ewallet: topUpByWallet,
  transfer,
  exchange,
  withdraw,
  send_abroad: abroad,
  refund,
  cancel_withdrawal: cancelWithdrawal,
}

const codeSchema = z.object({ code: z.string() })

/** Carries one operation out to the program's final answer, and counts it. */
export async function play(played: Played, operation: Operation): Promise<void> {
  const me = played.people[operation.person]
  if (!me) throw new Error('nobody to play')
  const answer = await players[operation.kind]({ played, operation, me, key: `month-${operation.index}` })
  const code = codeSchema.safeParse(answer.body).data?.code
  const outcome = `${operation.kind} ${code ?? answer.status}`
  played.outcomes.set(outcome, (played.outcomes.get(outcome) ?? 0) + 1)
}
