import { order, topUp } from '../customer.ts'
import { demoPeople, demoTransfers, type Person } from '../demo-people.ts'
import { proveNumber } from '../sign-in.ts'
import type { Act, Chapter } from '../story.ts'

/** What `npm start` waits for: accounts one can sign in to, with money, and a first history. */

/** Opens the account, proves the number and tops it up by card. */
export function settlingIn(person: Person): Chapter[] {
  return [
    {
      name: `${person.email} opens an account`,
      tell: async world => proveNumber(await world.as(person)),
    },
    {
      name: `${person.email} tops up`,
      async tell(world) {
        const me = await world.as(person)
        await Promise.all(person.topUps.map(amount => topUp(me, { key: `first-${amount.currency}`, amount })))
      },
    },
  ]
}

const transfers = demoTransfers.map(({ from, to, amount, note }, index): Chapter & { from: number } => ({
  from,
  name: `first transfer ${index + 1}`,
  async tell(world) {
    const recipient = await world.accountOf(demoPeople[to])
    const body = { recipient, amount, ...(note === null ? {} : { note }) }
    await order(await world.as(demoPeople[from]), '/v1/transfers', { body, key: `first-${index + 1}` })
  },
}))

export const beginning: readonly Act[] = [
  demoPeople.map(settlingIn),
  // Each confirms one thing after the other; the two do it side by side.
  demoPeople.map((_, payer) => transfers.filter(({ from }) => from === payer)),
]
