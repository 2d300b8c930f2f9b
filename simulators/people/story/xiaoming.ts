import { payWithCard, TEST_CARDS } from '../../acquirer/index.ts'
import {
  announceTransfer,
  ask,
  beginTopUp,
  doOnce,
  exchange,
  keepBankAccount,
  keepRecipient,
  order,
  orderInVain,
  sendAbroad,
  topUp,
  topUpByWallet,
  type Customer,
} from '../customer.ts'
import { demoPeople, friends } from '../demo-people.ts'
import { call, isProblem } from '../okpay-api.ts'
import type { Chapter, World } from '../story.ts'
import { identified, inDays, readNews, watchRate } from './parts.ts'

/** 李小明: travels, pays by e-wallet, and sends money home and abroad. */
const [ming, alice] = demoPeople

function chapter(name: string, tell: (me: Customer, world: World) => Promise<void>): Chapter {
  return { name: `xiaoming ${name}`, tell: async world => tell(await world.as(ming), world) }
}

/** Named by the examples of `contract/bank-accounts`, which are nobody's. */
const account = { country: 'CN', fields: { cnaps: '102100099996', account_number: '6222021234567890128' } }

export const xiaomingAlone: readonly Chapter[] = [
  chapter('exchanges', async me => {
    const wishes = [
      { from: 'USD', to: 'CNY', amount: { value: '120.00', currency: 'USD' } },
      { from: 'CNY', to: 'HKD', amount: { value: '600.00', currency: 'CNY' } },
      { from: 'CNY', to: 'JPY', amount: { value: '450.00', currency: 'CNY' } },
    ]
    for (const wish of wishes) await exchange(me, { key: `exchange-${wish.to}`, ...wish })
  }),
  chapter('tops up by e-wallet and keeps it', me =>
    topUpByWallet(me, {
      key: 'ewallet',
      amount: { value: '300.00', currency: 'CNY' },
      wallet: 'mei',
    }),
  ),
  chapter('tops up with a card that is kept', me =>
    topUp(me, {
      key: 'kept-card',
      amount: { value: '500.00', currency: 'CNY' },
      keep: true,
      card: { number: TEST_CARDS.unionpay_debit.number, name: me.person.name, save: true },
    }),
  ),
  chapter('is declined by the card', async me => {
    const { id, url } = await beginTopUp(me, {
      key: 'declined-card',
      amount: { value: '2000.00', currency: 'CNY' },
    })
    if (url !== null) await payWithCard(url, TEST_CARDS.insufficient_funds.number)
    await doOnce(me, `/v1/deposits/${id}/cancel`)
  }),
  chapter('tops up with a card that takes its time', async me => {
    const { url } = await beginTopUp(me, {
      key: 'late-card',
      amount: { value: '80.00', currency: 'USD' },
    })
    if (url !== null) await payWithCard(url, TEST_CARDS.settled_late.number)
  }),
  chapter('says that a bank transfer will come', async me => {
    await announceTransfer(me, { key: 'announced', amount: { value: '1500.00', currency: 'CNY' } })
  }),
  chapter('withdraws, changes his mind and asks for too much', async me => {
    const to = await keepBankAccount(me, account)
    const withdraw = (key: string, value: string) => ({
      key: `withdrawal-${key}`,
      body: { payment_method: to, amount: { value, currency: 'CNY' } },
    })
    await order(me, '/v1/withdrawals', withdraw('sent', '800.00'))
    const { id } = identified.parse(await order(me, '/v1/withdrawals', withdraw('canceled', '260.00')))
    await doOnce(me, `/v1/withdrawals/${id}/cancel`)
    await orderInVain(me, '/v1/withdrawals', withdraw('declined', '30000.00'))
  }),
  chapter('sends money abroad', async me => {
    // To an account of the simulated bank's own that sends everything back after two banking days.
    const lena = await keepRecipient(me, {
      name: 'Lena Vogel',
      label: '莱娜（房东）',
      account: { country: 'DE', fields: { iban: 'DE33999000000000000204' } },
    })
    await keepRecipient(me, {
      name: 'CHAN SIU MAN',
      label: '陈老师',
      account: {
        country: 'HK',
        fields: { bank_code: '004', branch_code: '500', account_number: '123456001' },
      },
    })
    const amount = { value: '900.00', currency: 'CNY' }
    await sendAbroad(me, {
      key: 'abroad-rent',
      recipient: lena,
      amount,
      message: 'Deposit for the room',
    })
  }),
  chapter('watches a rate', me => watchRate(me, { from: 'USD', to: 'CNY', change: 1.02 })),
  chapter('has his history written to a file', async me => {
    const answer = await call(me.okpayUrl, 'POST', '/v1/exports', { token: me.token, body: {} })
    if (isProblem(answer, 'transition_not_allowed')) return
    await ask(me, `/v1/exports/${identified.parse(answer.body).id}`)
  }),
  chapter('mistypes the password', async ({ okpayUrl, person }) => {
    const body = { email: person.email, password: 'tangerine-harbour-14-lantern' }
    await call(okpayUrl, 'POST', '/v1/sessions', { body, device: person.device })
  }),
  chapter('reads the news', readNews),
]

export const xiaomingWithOthers: readonly Chapter[] = [
  chapter('asks and shares', async (me, world) => {
    const [withAlice, withTom, withFang] = await Promise.all(
      [alice, friends.tom, friends.fang].map(person => world.accountOf(person)),
    )
    const asks = [
      { key: 'taxi', payer: withAlice, amount: { value: '66.00', currency: 'CNY' }, note: '机场打车' },
      { key: 'cards', payer: withTom, amount: { value: '12.00', currency: 'GBP' }, note: 'Postcards' },
    ]
    for (const { key, ...body } of asks)
      await order(me, '/v1/payment_requests', { body: { ...body }, key: `ask-${key}` })
    await order(me, '/v1/bills', {
      key: 'bill-dinner',
      body: {
        title: '火锅聚餐',
        total: { value: '366.00', currency: 'CNY' },
        own_weight: 1,
        shares: [withAlice, withFang].map(payer => ({ payer, weight: 1 })),
      },
    })
  }),
  chapter('plans ahead', async (me, world) => {
    const recipient = await world.accountOf(friends.fang)
    const plan = { recipient, time_zone: 'Asia/Shanghai' }
    await order(me, '/v1/scheduled_transfers', {
      key: 'plan-badminton',
      body: {
        ...plan,
        amount: { value: '60.00', currency: 'CNY' },
        note: '羽毛球场地费',
        rhythm: 'weekly',
        starts_on: inDays(2),
        count: 12,
      },
    })
    const birthday = await order(me, '/v1/scheduled_transfers', {
      key: 'plan-birthday',
      body: {
        ...plan,
        amount: { value: '520.00', currency: 'CNY' },
        note: '生日快乐 🎂',
        rhythm: 'once',
        starts_on: inDays(20),
      },
    })
    // Undefined where it was set up on another day, for another first day: then it stays as it is.
    const id = identified.optional().parse(birthday)?.id
    if (id === undefined) return
    await doOnce(me, `/v1/scheduled_transfers/${id}/pause`, 'plan-birthday-pause')
  }),
  chapter('sends money to somebody who is not here yet', async me => {
    const body = {
      recipient: 'yuhan@mail.example',
      amount: { value: '30.00', currency: 'CNY' },
      note: '奶茶钱，注册后就能收',
    }
    await order(me, '/v1/transfer_invitations', { body, key: 'invitation' })
  }),
]
