import { z } from 'zod'
import { ask, order, type Customer } from '../customer.ts'
import { demoPeople, friends, type Person } from '../demo-people.ts'
import type { Chapter, Thread, World } from '../story.ts'
import { settlingIn } from './beginning.ts'

/** The friends, and what the two answer them and each other. */
const [ming, alice] = demoPeople
const { fang, tom, kayi } = friends

function chapter(person: Person, name: string, tell: (me: Customer, world: World) => Promise<void>): Chapter {
  const who = person.email.split('@', 1)[0]
  return { name: `${who} ${name}`, tell: async world => tell(await world.as(person), world) }
}

export const friendsArrive: readonly Thread[] = Object.values(friends).map(settlingIn)

export const friendsWithOthers: readonly Thread[] = [
  [
    chapter(fang, 'pays and asks', async (me, world) => {
      const recipient = await world.accountOf(ming)
      await order(me, '/v1/transfers', {
        key: 'ride',
        body: { recipient, amount: { value: '128.00', currency: 'CNY' }, note: '拼车费' },
      })
      await order(me, '/v1/payment_requests', {
        key: 'ask-lunch',
        body: { payer: recipient, amount: { value: '45.00', currency: 'CNY' }, note: '昨天的午饭' },
      })
    }),
  ],
  [
    chapter(tom, 'pays, asks and invites', async (me, world) => {
      const recipient = await world.accountOf(alice)
      await order(me, '/v1/transfers', {
        key: 'dinner',
        body: { recipient, amount: { value: '35.00', currency: 'GBP' }, note: 'Birthday dinner' },
      })
      await order(me, '/v1/payment_requests', {
        key: 'ask-coffee',
        body: { payer: recipient, amount: { value: '9.80', currency: 'GBP' }, note: 'Coffee beans' },
      })
      const invitations = [
        {
          recipient: alice.email,
          amount: { value: '12.00', currency: 'EUR' },
          note: 'Your half of the raffle',
        },
        { recipient: ming.phone, amount: { value: '10.00', currency: 'EUR' }, note: 'For the stamps 📮' },
      ]
      for (const [index, body] of invitations.entries())
        await order(me, '/v1/transfer_invitations', { body, key: `invitation-${index + 1}` })
    }),
  ],
  [
    chapter(kayi, 'pays', async (me, world) => {
      await order(me, '/v1/transfers', {
        key: 'tea',
        body: {
          recipient: await world.accountOf(ming),
          amount: { value: '150.00', currency: 'HKD' },
          note: '茶餐厅',
        },
      })
    }),
  ],
]

const requests = z.object({
  data: z.array(z.object({ id: z.string(), note: z.string().nullable() })),
})

/** Answers a request by its note; one that was answered already is not among those that wait any more. */
async function answer(me: Customer, note: string, how: 'pay' | 'decline'): Promise<void> {
  const { data } = requests.parse(await ask(me, '/v1/payment_requests?role=payer&status=pending&limit=50'))
  const asked = data.find(request => request.note === note)
  if (!asked) return
  await order(me, `/v1/payment_requests/${asked.id}/${how}`, {
    key: `answer-${asked.id}`,
    ...(how === 'pay' ? { body: {} } : {}),
  })
}

export const answers: readonly Thread[] = [
  [chapter(alice, 'pays what she was asked for', me => answer(me, '机场打车', 'pay'))],
  [chapter(fang, 'pays her part', me => answer(me, '火锅聚餐', 'pay'))],
  [
    chapter(tom, 'pays his part and says no', async me => {
      await answer(me, 'Cottage by the lake', 'pay')
      await answer(me, 'Postcards', 'decline')
    }),
  ],
]

const changes = z.object({ name: z.unknown() })

/** The last thing she does: until a name is decided, its owner pays nobody. */
export const newName: Chapter = chapter(fang, 'asks for another name', async me => {
  if (changes.parse(await ask(me, '/v1/customers/me/changes')).name !== null) return
  await order(me, '/v1/name_changes', { key: 'name', body: { name: '王芳菲' } })
})
