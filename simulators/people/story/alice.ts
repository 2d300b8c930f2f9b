import { payWithCard, TEST_CARDS } from '../../acquirer/index.ts'
import {
  announceTransfer,
  beginTopUp,
  doOnce,
  exchange,
  keepBankAccount,
  keepRecipient,
  order,
  orderInVain,
  sendAbroad,
  sendAbroadInVain,
  topUp,
  type Customer,
} from '../customer.ts'
import { demoPeople, demoTransfers, friends } from '../demo-people.ts'
import type { Chapter, World } from '../story.ts'
import { mistypedTopUp, payIn } from './bank.ts'
import { identified, inDays, readNews, watchRate } from './parts.ts'

/** Alice Baker: has accounts in two countries, and friends to share things with. */
const [ming, alice] = demoPeople

function chapter(name: string, tell: (me: Customer, world: World) => Promise<void>): Chapter {
  return { name: `alice ${name}`, tell: async world => tell(await world.as(alice), world) }
}

export const aliceAlone: readonly Chapter[] = [
  chapter('exchanges', async me => {
    await exchange(me, {
      key: 'exchange-EUR',
      from: 'GBP',
      to: 'EUR',
      amount: { value: '140.00', currency: 'GBP' },
    })
  }),
  chapter('tops up by bank transfer', async (me, world) => {
    const amount = { value: '400.00', currency: 'EUR' }
    const { reference } = await announceTransfer(me, { key: 'transfer', amount })
    if (reference === undefined) return
    const debtor = { name: me.person.name, account: 'NL91ABNA0417164300' }
    await payIn(world, { key: 'DEMO-TOP-UP', amount, reference, debtor })
  }),
  // What she sends for it comes with a reference that is not this one.
  chapter('announces another bank transfer', async me => {
    await announceTransfer(me, mistypedTopUp)
  }),
  chapter('tops up with a card that is kept', me =>
    topUp(me, {
      key: 'kept-card',
      amount: { value: '60.00', currency: 'GBP' },
      keep: true,
      card: { number: TEST_CARDS.visa_debit.number, name: me.person.name, save: true },
    }),
  ),
  // Debited, and never confirmed by the acquirer: OKPay finds out by asking, half a minute later.
  chapter('tops up and hears nothing', async me => {
    const { url } = await beginTopUp(me, {
      key: 'never-confirmed',
      amount: { value: '85.00', currency: 'EUR' },
    })
    if (url !== null) await payWithCard(url, TEST_CARDS.never_confirmed.number)
  }),
  chapter('is declined by the card and leaves it there', async me => {
    const { url } = await beginTopUp(me, {
      key: 'declined-card',
      amount: { value: '250.00', currency: 'GBP' },
    })
    if (url !== null) await payWithCard(url, TEST_CARDS.generic_decline.number)
  }),
  chapter('withdraws to both her accounts', async me => {
    const british = await keepBankAccount(me, {
      country: 'GB',
      fields: { sort_code: '200000', account_number: '55779911' },
    })
    // An account of the simulated bank's own that was closed: the bank refuses it, and the money comes back.
    const german = await keepBankAccount(me, {
      country: 'DE',
      fields: { iban: 'DE17999000000000000104' },
    })
    await order(me, '/v1/withdrawals', {
      key: 'withdrawal-GBP',
      body: { payment_method: british, amount: { value: '120.00', currency: 'GBP' } },
    })
    await order(me, '/v1/withdrawals', {
      key: 'withdrawal-EUR',
      body: { payment_method: german, amount: { value: '45.00', currency: 'EUR' } },
    })
  }),
  chapter('sends money abroad', async me => {
    const greta = await keepRecipient(me, {
      name: 'Greta Sommer',
      account: { country: 'DE', fields: { iban: 'DE89370400440532013000' } },
    })
    const yuki = await keepRecipient(me, {
      name: 'Yuki Mori',
      label: 'Yuki (pottery)',
      account: {
        country: 'JP',
        fields: {
          bank_code: '0005',
          branch_code: '001',
          account_kind: 'ordinary',
          account_number: '1234567',
        },
      },
    })
    await sendAbroad(me, {
      key: 'abroad-room',
      recipient: greta,
      amount: { value: '90.00', currency: 'EUR' },
      message: 'Room in May',
    })
    const gift = { recipient: yuki, message: 'Tea bowls', purpose: 'GIFT' }
    const sent = await sendAbroad(me, {
      ...gift,
      key: 'abroad-bowls',
      amount: { value: '55.00', currency: 'GBP' },
    })
    if (sent !== undefined) await doOnce(me, `/v1/transfers_abroad/${sent}/cancel`)
    await sendAbroadInVain(me, {
      ...gift,
      key: 'abroad-kiln',
      message: 'The whole kiln',
      amount: { value: '4000.00', currency: 'GBP' },
    })
  }),
  chapter('watches a rate', me => watchRate(me, { from: 'GBP', to: 'EUR', change: 1.01 })),
  chapter('reads the news', readNews),
]

export const aliceWithOthers: readonly Chapter[] = [
  chapter('gives a part back', async (me, world) => {
    const { amount, note } = demoTransfers[0]
    const recipient = await world.accountOf(alice)
    // Told again by its payer, under its key, it is the transfer that was made.
    const first = await order(await world.as(ming), '/v1/transfers', {
      body: { recipient, amount, note },
      key: 'first-1',
    })
    await order(me, '/v1/refunds', {
      key: 'refund',
      body: {
        transfer: identified.parse(first).id,
        amount: { value: '38.00', currency: 'CNY' },
        note: 'You paid too much',
      },
    })
  }),
  chapter('asks and shares', async (me, world) => {
    const [withMing, withTom] = await Promise.all([ming, friends.tom].map(person => world.accountOf(person)))
    const asks = [
      { key: 'museum', payer: withMing, amount: { value: '18.50', currency: 'USD' }, note: 'Museum ticket' },
      { key: 'cakes', payer: null, amount: { value: '25.00', currency: 'EUR' }, note: 'Cakes for the fair' },
      { key: 'opera', payer: withTom, amount: { value: '40.00', currency: 'GBP' }, note: 'Opera' },
    ]
    for (const { key, ...body } of asks) {
      const { id } = identified.parse(
        await order(me, '/v1/payment_requests', { body: { ...body }, key: `ask-${key}` }),
      )
      if (key === 'opera') await doOnce(me, `/v1/payment_requests/${id}/cancel`, 'ask-opera-back')
    }
    await order(me, '/v1/bills', {
      key: 'bill-cottage',
      body: {
        title: 'Cottage by the lake',
        total: { value: '240.00', currency: 'GBP' },
        own_weight: 1,
        shares: [withTom, withMing].map(payer => ({ payer, weight: 1 })),
      },
    })
  }),
  chapter('plans ahead', async (me, world) => {
    await order(me, '/v1/scheduled_transfers', {
      key: 'plan-garden',
      body: {
        recipient: await world.accountOf(friends.tom),
        amount: { value: '15.00', currency: 'GBP' },
        note: 'Shared garden',
        rhythm: 'monthly',
        starts_on: inDays(9),
        time_zone: 'Europe/London',
      },
    })
  }),
  chapter('pays in time and too much', async (me, world) => {
    const tom = await world.accountOf(friends.tom)
    await order(me, '/v1/transfers', {
      key: 'groceries',
      body: { recipient: tom, amount: { value: '22.40', currency: 'GBP' }, note: 'Groceries' },
    })
    await orderInVain(me, '/v1/transfers', {
      key: 'piano',
      body: { recipient: tom, amount: { value: '3200.00', currency: 'GBP' }, note: 'The old piano' },
    })
  }),
  chapter('sends money to somebody who is not here yet', async me => {
    await order(me, '/v1/transfer_invitations', {
      key: 'invitation',
      body: {
        recipient: 'nora.field@mail.example',
        amount: { value: '20.00', currency: 'GBP' },
        note: 'Welcome to the reading group',
      },
    })
  }),
]
