import { expect, test } from 'vitest'
import { startConsole } from './console/console.fixture.ts'
import { platformData } from './personal-data.ts'
import { notificationData } from './slices/notifications/index.ts'

const world = await startConsole()
const { db } = world.app

const sectionOf = (name: string) => {
  const section = [...platformData, notificationData].find(each => each.name === name)
  if (!section) throw new Error(`there is no section ${name}`)
  return section
}

test('the copy of one’s data says what happened and when, and when staff looked, of oneself alone', async () => {
  const [me, other] = [await world.person({ EUR: 20_00n }), await world.person()]
  const agent = await world.office.makeStaff(['agent'])
  await world.transfer(me, other, '5.00')
  await world.asOwner(
    `INSERT INTO event (type, version, stream_id, subject_id, journal_id, payload, occurred_at, position)
     SELECT type, version, stream_id, subject_id, journal_id, payload, occurred_at, row_number() OVER (ORDER BY id)
     FROM outbox`,
  )
  await world.ask('GET', world.pathOf(me), { cookie: agent.cookie })
  await world.found(agent, other.email)

  const events = await sectionOf('events').read(db.read, me.id)
  expect(events).toEqual(
    expect.arrayContaining([
      {
        type: 'transfer.completed',
        occurred_at: expect.any(Date),
        number: expect.stringMatching(/^9\d{15}$/),
      },
    ]),
  )
  const looks = await sectionOf('looked_at_by_staff').read(db.read, me.id)
  expect(looks).toEqual([
    { operation: 'getCustomerPage', occurred_at: expect.any(Date), outcome: 'succeeded' },
  ])
  expect(await sectionOf('looked_at_by_staff').read(db.read, other.id)).toMatchObject([
    { operation: 'searchCustomers' },
  ])
})

test('it says what was chosen about messages and where they went', async () => {
  const me = await world.person()
  const choice = { kind: 'money_in', channel: 'email', enabled: false }
  await db.pool.query(
    `INSERT INTO notification_preference (customer_id, kind, channel, enabled, changed_at) VALUES ($1, $2, $3, $4, now())`,
    [me.id, choice.kind, choice.channel, choice.enabled],
  )
  expect(await sectionOf('notifications').read(db.read, me.id)).toMatchObject({
    preferences: [choice],
    browsers: [],
    sent: [],
  })
})
