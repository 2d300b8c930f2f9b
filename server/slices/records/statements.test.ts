import { readFileSync } from 'node:fs'
import { Client } from 'pg'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import { extractText, getDocumentProxy } from 'unpdf'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../../../test/factories/app.ts'
import { newId } from '../../platform/id.ts'
import { placeHold } from '../ledger/index.ts'
import { startRecords } from './records.fixture.ts'

let world: Awaited<ReturnType<typeof startRecords>>
let ming: Person
let alice: Person
type Listed = {
  id: string
  period: string
  currency: string
  opening: Wire
  credits: Wire
  debits: Wire
  closing: Wire
  lines: number
  sha256: string
}
type Wire = { value: string; currency: string }

beforeAll(async () => {
  world = await startRecords()
  ming = await world.person({}, { name: '张小明' })
  alice = await world.person({}, { name: 'Alice Baker' })
  await world.depositAt(ming, 100_00n, new Date('2026-05-03T10:00:00Z'))
  const pay = (minor: bigint, at: string, note: string | null = null) =>
    world.transferAt({ payer: ming, payee: alice }, { minor, note }, new Date(at))
  await pay(10_00n, '2026-05-31T15:59:59Z', '五月最后一秒')
  // In Shanghai, where the operator is, June has begun.
  await pay(20_00n, '2026-05-31T16:00:00Z', '=SUM(A1:A9)')
  await pay(5_00n, '2026-08-15T12:00:00Z', 'Rent & <more>')
  await world.dispatch()
  await world.runJob('records.close_months', { customer: ming.id })
})

async function statements(who: Person = ming): Promise<Listed[]> {
  const { status, body } = await world.get(who, '/v1/statements?limit=100')
  expect([status, body.next_cursor]).toEqual([200, null])
  return body.data
}

const month = async (period: string): Promise<Listed> => {
  const found = (await statements()).find(each => each.period === period)
  if (!found) throw new Error(`there is no statement of ${period}`)
  return found
}

const sums = ({ opening, credits, debits, closing, lines }: Listed) =>
  [opening, credits, debits, closing].map(({ value }) => value).concat(String(lines))

describe('statements', () => {
  test('are cut where the operator’s month ends, and each opens with the closing of the one before', async () => {
    const all = (await statements()).toReversed()
    expect(all.map(each => [each.period, ...sums(each)]).slice(0, 4)).toEqual([
      ['2026-05', '0.00', '100.00', '10.00', '90.00', '2'],
      ['2026-06', '90.00', '0.00', '20.00', '70.00', '1'],
      ['2026-07', '70.00', '0.00', '0.00', '70.00', '0'],
      ['2026-08', '70.00', '0.00', '5.00', '65.00', '1'],
    ])
    all.slice(1).forEach((each, index) => expect(each.opening).toEqual(all[index]?.closing))
  })

  test('of the past stay what they are, byte for byte, whatever comes later', async () => {
    const before = await statements()
    const may = await month('2026-05')
    const csv = await world.download(ming, `/v1/statements/${may.id}/csv`)
    const pdf = await world.download(ming, `/v1/statements/${may.id}/pdf`)
    await world.transferAt({ payer: ming, payee: alice }, { minor: 1_00n }, new Date())
    await world.dispatch()
    await world.runJob('records.close_months', { customer: ming.id })
    expect(await statements()).toEqual(before)
    expect((await world.download(ming, `/v1/statements/${may.id}/csv`)).bytes.equals(csv.bytes)).toBe(true)
    expect((await world.download(ming, `/v1/statements/${may.id}/pdf`)).bytes.equals(pdf.bytes)).toBe(true)
  })

  test('are asked for by looking: the list says that they are being made', async () => {
    const { body } = await world.get(alice, '/v1/statements')
    expect(body).toMatchObject({ data: [], being_made: true })
    await world.runJob('records.close_months', { customer: alice.id })
    expect((await world.get(alice, '/v1/statements')).body.being_made).toBe(false)
    expect(sums((await statements(alice)).at(-1) as Listed)).toEqual(['0.00', '10.00', '0.00', '10.00', '1'])
  })

  test('made by many at once are made once', async () => {
    const bob = await world.person()
    await world.depositAt(bob, 7_00n, new Date('2026-04-03T10:00:00Z'))
    await Promise.all([1, 2, 3, 4].map(() => world.runJob('records.close_months', { customer: bob.id })))
    const periods = (await statements(bob)).map(({ period }) => period)
    expect(periods).toEqual([...new Set(periods)])
  })

  test('cut no journal in two and list what was booked first first, when midnight mixes their times up', async () => {
    const carol = await world.person()
    const key = (now: Date) => ({
      idempotency: { scope: carol.id, key: newId(), requestHash: Buffer.alloc(32) },
      now,
    })
    const { pipeline } = world.app.slices.ledger
    const reserve = (minor: bigint, at: string) => {
      const now = new Date(at)
      const expiresAt = new Date('2030-01-01T00:00:00Z')
      const [holdId, journalId, subject] = [newId(), newId(), newId()]
      const amount = { amount: minor, currency: 'EUR' as const }
      return pipeline.execute(
        placeHold,
        { holdId, journalId, subject, owner: carol.id, ...amount, expiresAt, now },
        key(now),
      )
    }
    // Shanghai's May ends at 16:00 UTC. Booked in this order, given in another.
    await world.depositAt(carol, 50_00n, new Date('2026-05-31T15:59:59.990Z'))
    await reserve(7_00n, '2026-05-31T16:00:00.010Z')
    await world.transferAt(
      { payer: carol, payee: alice },
      { minor: 43_00n },
      new Date('2026-05-31T15:59:59.980Z'),
    )
    await world.dispatch()
    await world.runJob('records.close_months', { customer: carol.id })
    const of = (await statements(carol)).filter(({ period }) => period < '2026-07').map(sums)
    expect(of).toEqual([
      ['7.00', '0.00', '0.00', '7.00', '0'],
      ['0.00', '50.00', '43.00', '7.00', '2'],
    ])
    const may = (await statements(carol)).find(({ period }) => period === '2026-05')
    const csv = (await world.download(carol, `/v1/statements/${may?.id}/csv`)).bytes.toString('utf8')
    const rows = csv
      .trim()
      .split('\r\n')
      .slice(2, -1)
      .map(row => row.split(','))
    expect(rows.map(([kind, , , , amount, , balance]) => [kind, amount, balance])).toEqual([
      ['deposit', '50.00', '50.00'],
      ['transfer', '-43.00', '7.00'],
    ])
  })

  test('pages give each once', async () => {
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const path: string = `/v1/statements?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`
      const { body } = await world.get(ming, path)
      seen.push(...body.data.map(({ id }: Listed) => id))
      cursor = body.next_cursor
    } while (cursor !== null)
    expect(seen).toEqual((await statements()).map(({ id }) => id))
  })

  test('are nobody else’s', async () => {
    const may = await month('2026-05')
    for (const form of ['pdf', 'csv', 'camt053'])
      expect((await world.download(alice, `/v1/statements/${may.id}/${form}`)).status).toBe(404)
  })

  test('are asked for at the beginning of a month for those who lack one, and for nobody else', async () => {
    const carol = await world.person()
    await world.depositAt(carol, 7_00n, new Date('2026-04-03T10:00:00Z'))
    await world.person()
    await world.runJob('records.close_months', { customer: ming.id })
    // A clock that jumps asks again before anybody has answered.
    for (let jump = 0; jump < 3; jump++) await world.runJob('records.close_everybodys_months', {})
    const { rows } = await world.app.db.pool.query<{ customer: string }>(
      `SELECT j.payload->>'customer' AS customer FROM graphile_worker._private_jobs j
       JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE t.identifier = 'records.close_months'`,
    )
    const asked = rows.map(({ customer }) => customer)
    expect(asked.filter(customer => customer === carol.id)).toHaveLength(1)
    expect(asked).not.toContain(ming.id)
    for (const customer of asked) await world.runJob('records.close_months', { customer })
    expect((await statements(carol)).at(-1)).toMatchObject({ period: '2026-04', closing: { value: '7.00' } })
  })
})

describe('a statement as', () => {
  test('CSV sums from its opening to its closing balance, and no cell is a formula', async () => {
    const june = await month('2026-06')
    const { headers, bytes } = await world.download(ming, `/v1/statements/${june.id}/csv`)
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    const text = bytes.toString('utf8')
    expect(text.startsWith('\ufeffkind,recorded_at,')).toBe(true)
    expect(text).toContain(`,'=SUM(A1:A9),`)
    const rows = text
      .trim()
      .split('\r\n')
      .slice(1)
      .map(row => row.split(','))
    expect(rows.map(([kind, , , , amount]) => [kind, amount])).toEqual([
      ['opening_balance', '90.00'],
      ['transfer', '-20.00'],
      ['closing_balance', '70.00'],
    ])
  })

  test('PDF says its sums, the proof and its hash, in Chinese too', async () => {
    const may = await month('2026-05')
    const { headers, bytes } = await world.download(ming, `/v1/statements/${may.id}/pdf`)
    expect(headers['content-type']).toBe('application/pdf')
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })
    const plain = text.replaceAll(/\s/g, '')
    for (const part of ['张小明', '五月最后一秒', may.sha256, '90.00']) expect(plain).toContain(part)
  })

  test('camt.053 is valid by the schema of the standard, also when empty', async () => {
    const path = new URL('../bank-rail/schemas/camt.053.001.08.xsd', import.meta.url)
    const schema = XmlDocument.fromBuffer(readFileSync(path))
    const validator = XsdValidator.fromDoc(schema)
    const written = new Map<string, string>()
    for (const { id, period } of await statements()) {
      const { headers, bytes } = await world.download(ming, `/v1/statements/${id}/camt053`)
      expect(headers['content-type']).toBe('application/xml')
      const document = XmlDocument.fromBuffer(bytes)
      validator.validate(document)
      document.dispose()
      written.set(period, bytes.toString())
    }
    expect(written.get('2026-08')).toContain('<Ustrd>A*** B*** · Rent &amp; &lt;more&gt;</Ustrd>')
    validator.dispose()
    schema.dispose()
  })
})

describe('the verifier', () => {
  /** What is found about records once somebody with the owner's rights has done this. */
  async function foundAfter(sabotage: string): Promise<string[]> {
    const owner = new Client({ connectionString: world.database.ownerUrl })
    await owner.connect()
    await owner.query(sabotage)
    await owner.end()
    const { findings } = await world.app.slices.ledger.watch.verifyAll()
    return findings.map(({ invariant }) => invariant).filter(name => name.startsWith('records.'))
  }

  const may = `period = '2026-05' AND lines = 2`

  test('has nothing to say of statements as they were made, and the application cannot change one', async () => {
    expect(await foundAfter('SELECT 1')).toEqual([])
    const changing = world.app.db.pool.query(`UPDATE statement SET lines = 9`)
    await expect(changing).rejects.toThrow('permission denied')
  })

  test.each([
    [
      'a balance that is not the books’',
      `UPDATE statement SET closing = closing + 1, credits = credits + 1 WHERE ${may}`,
      ['records.statements_are_the_books', 'records.statements_follow_each_other'],
      `UPDATE statement SET closing = closing - 1, credits = credits - 1 WHERE ${may}`,
    ],
    [
      'a month that does not begin where the last one ended',
      `UPDATE statement SET period_from = period_from + interval '1 hour' WHERE period = '2026-08' AND lines = 1`,
      ['records.statements_follow_each_other'],
      `UPDATE statement SET period_from = period_from - interval '1 hour' WHERE period = '2026-08' AND lines = 1`,
    ],
  ])('finds %s', async (_what, sabotage, expected, repair) => {
    expect(await foundAfter(sabotage)).toEqual(expected)
    expect(await foundAfter(repair)).toEqual([])
  })

  test('is not even needed for changed content: it does not open any more', async () => {
    const { id } = await month('2026-07')
    await foundAfter(`UPDATE statement SET content_hash = sha256('other') WHERE period = '2026-07'`)
    expect((await world.download(ming, `/v1/statements/${id}/csv`)).status).toBe(500)
  })
})
