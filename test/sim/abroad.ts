import { z } from 'zod'
import { amountOf, corridorsSchema, type Corridors, type Playing } from './playing.ts'
import { ask, type Answer } from './talk.ts'
import type { Person } from './people.ts'
import type { World } from './world.ts'

/** The countries the month sends to; their forms come from the program. */
export async function readCorridors(world: World, person: Person): Promise<Corridors> {
  const answer = await ask(world.apiUrl, person, { method: 'GET', path: '/v1/corridors' })
  const wanted = ['DE', 'GB', 'US', 'JP']
  return corridorsSchema.parse(answer.body).data.filter(({ country }) => wanted.includes(country))
}

const idSchema = z.object({ id: z.string() })

/** Keeps the recipient of a corridor (the second time it is the same one), asks for a price, and sends. */
export async function abroad({ played, operation, me, key }: Playing): Promise<Answer> {
  const { apiUrl } = played.world
  const corridor = played.corridors[Math.floor(operation.dice[1] * played.corridors.length)]
  if (!corridor) throw new Error('there is nowhere to send to')
  const required = corridor.fields.filter(field => field.required)
  const recipient = await ask(apiUrl, me, {
    method: 'POST',
    path: '/v1/recipients',
    body: {
      name: 'Ada Example',
      account: {
        country: corridor.country,
        fields: Object.fromEntries(required.map(field => [field.id, field.choices?.[0] ?? field.example])),
      },
      address: corridor.address
        ? { street: 'High Street 1', city: 'Springfield', postal_code: '12345' }
        : null,
    },
  })
  if (recipient.status !== 201) return recipient
  const quote = await ask(apiUrl, me, {
    method: 'POST',
    path: '/v1/transfer_abroad_quotes',
    body: {
      recipient: idSchema.parse(recipient.body).id,
      source: 'EUR',
      fixed: 'send',
      amount: { value: amountOf(operation.dice[0], 20, 90), currency: 'EUR' },
    },
  })
  if (quote.status !== 201) return quote
  return ask(apiUrl, me, {
    method: 'POST',
    path: '/v1/transfers_abroad',
    key,
    body: { quote: idSchema.parse(quote.body).id, purpose: corridor.purposes[0] ?? null },
  })
}
