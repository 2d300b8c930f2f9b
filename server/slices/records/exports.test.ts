import { beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../../../test/factories/app.ts'
import { fromTypeId } from '../../../contract/ids.ts'
import { csvRow } from './csv.ts'
import { startRecords } from './records.fixture.ts'

let world: Awaited<ReturnType<typeof startRecords>>
let ming: Person
let numbers: string[]
beforeAll(async () => {
  world = await startRecords()
  ming = await world.person({ EUR: 100_00n }, { name: '张小明' })
  const alice = await world.person({}, { name: 'Alice Baker' })
  numbers = []
  for (const [index, note] of ['咖啡', '=HYPERLINK("http://x")', 'a "quoted", note', null].entries())
    numbers.push(
      await world.transferAt(
        { payer: ming, payee: alice },
        { minor: BigInt(index + 1) * 100n, note },
        new Date(Date.UTC(2026, 4, 1, 12, index)),
      ),
    )
})

async function ask(who: Person, body: object) {
  return await world.call('POST', '/v1/exports', { token: who.token, body, key: null })
}

async function made(who: Person, body: object): Promise<{ id: string; text: string }> {
  const { status, body: asked } = await ask(who, body)
  expect([status, asked.status]).toEqual([202, 'pending'])
  const uuid = fromTypeId('export', asked.id)
  await world.runJob('records.make_export', { export: uuid })
  const { bytes } = await world.download(who, `/v1/exports/${asked.id}/file`)
  return { id: asked.id, text: bytes.toString('utf8') }
}

test('thirty an hour and no more', async () => {
  const busy = await world.person()
  for (let asked = 0; asked < 30; asked++) {
    const { status, body } = await ask(busy, {})
    expect(status).toBe(202)
    await world.call('DELETE', `/v1/exports/${body.id}`, { token: busy.token })
  }
  expect(await ask(busy, {})).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
})

describe('an export', () => {
  test('for people has a mark for Excel, a header in their language, and no formula in any cell', async () => {
    const { id, text } = await made(ming, { time_zone: 'Asia/Shanghai' })
    const [header, ...rows] = text.trimEnd().split('\r\n')
    const names = ming.locale === 'zh-CN' ? '\ufeff交易编号,时间,类型' : '\ufeffTransaction number,Time,Kind'
    expect(header?.startsWith(names)).toBe(true)
    expect(rows).toHaveLength(4)
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`)
    expect(text).toContain('"a ""quoted"", note"')
    expect(text).toContain('2026-05-01 20:03:00')
    const { body } = await world.get(ming, `/v1/exports/${id}`)
    expect(body).toMatchObject({ status: 'ready', total: 4, done: 4, size: Buffer.byteLength(text) })
    expect(Date.parse(body.expires_at) - Date.parse(body.ready_at)).toBe(7 * 86_400_000)
  })

  test('for programs has stable keys, codes, UTC and nothing before the header', async () => {
    const { text } = await made(ming, { header: 'keys', bom: false, kind: 'transfer', text: '咖啡' })
    expect(text).toBe(
      [
        'number,created_at,kind,direction,status,status_reason,amount,currency,balance_after,counterparty,method,note,updated_at',
        `${numbers[0]},2026-05-01T12:00:00.000Z,transfer,out,completed,,-1.00,EUR,99.00,A*** B***,,咖啡,2026-05-01T12:00:00.000Z`,
        '',
      ].join('\r\n'),
    )
  })

  test('of nothing has its header alone', async () => {
    const nobody = await world.person()
    const { text } = await made(nobody, { header: 'keys', bom: false })
    expect(text.split('\r\n')).toHaveLength(2)
  })

  test('is made one at a time, tells that it is ready, and goes on where a killed job stopped', async () => {
    const who = await world.person({ EUR: 10_00n })
    const { body: asked } = await ask(who, {})
    const second = await ask(who, {})
    expect([second.status, second.body.code]).toEqual([409, 'transition_not_allowed'])
    const early = await world.download(who, `/v1/exports/${asked.id}/file`)
    expect(early.status).toBe(409)
    const uuid = fromTypeId('export', asked.id)
    await Promise.all([1, 2, 3].map(() => world.runJob('records.make_export', { export: uuid })))
    const { rows } = await world.app.db.pool.query(
      `SELECT type FROM outbox WHERE subject_id = $1 UNION ALL SELECT type FROM event WHERE subject_id = $1`,
      [uuid],
    )
    expect(rows).toEqual([{ type: 'export.ready' }])
    expect((await world.get(who, `/v1/exports/${asked.id}`)).body).toMatchObject({ status: 'ready', done: 0 })
  })

  test('lies encrypted in the database and is removed when its time is over', async () => {
    const { id } = await made(ming, { header: 'keys' })
    const uuid = fromTypeId('export', id)
    const { pool } = world.app.db
    const parts = await pool.query<{ sealed: Buffer }>(
      `SELECT sealed FROM history_export_part WHERE export_id = $1`,
      [uuid],
    )
    expect(parts.rows).toHaveLength(1)
    expect(parts.rows[0]?.sealed.includes('transfer')).toBe(false)
    await pool.query(`UPDATE history_export SET expires_at = now() - interval '1 minute' WHERE id = $1`, [
      uuid,
    ])
    expect((await world.download(ming, `/v1/exports/${id}/file`)).status).toBe(410)
    await world.runJob('records.sweep_exports', {})
    const left = await pool.query(`SELECT 1 FROM history_export_part WHERE export_id = $1`, [uuid])
    expect(left.rows).toHaveLength(0)
    expect((await world.get(ming, `/v1/exports/${id}`)).body.status).toBe('expired')
  })

  test('is given up by its owner, whose next one can begin at once; nobody else can', async () => {
    const who = await world.person({ EUR: 10_00n })
    const stranger = await world.person()
    const { body: asked } = await ask(who, {})
    const uuid = fromTypeId('export', asked.id)
    const { pool } = world.app.db
    await pool.query(`UPDATE history_export SET state = 'running', total = 9, parts = 1 WHERE id = $1`, [
      uuid,
    ])
    await pool.query(`INSERT INTO history_export_part (export_id, number, sealed) VALUES ($1, 1, 'x')`, [
      uuid,
    ])
    const cancel = (by: Person) =>
      world.call('DELETE', `/v1/exports/${asked.id}`, { token: by.token, key: null })
    expect((await cancel(stranger)).status).toBe(404)
    const [first, again] = [await cancel(who), await cancel(who)]
    expect([first.status, first.body.status, again.body.status]).toEqual([200, 'canceled', 'canceled'])
    await world.runJob('records.make_export', { export: uuid })
    const left = await pool.query(
      `SELECT 1 FROM history_export_part WHERE export_id = $1 UNION ALL SELECT 1 FROM outbox WHERE subject_id = $1`,
      [uuid],
    )
    expect(left.rows).toEqual([])
    const { id } = await made(who, {})
    const removed = await world.call('DELETE', `/v1/exports/${id}`, { token: who.token, key: null })
    expect(removed.body.status).toBe('expired')
    expect((await world.download(who, `/v1/exports/${id}/file`)).status).toBe(410)
  })

  test('whose job died with its last try is taken up again, once', async () => {
    const who = await world.person({ EUR: 10_00n })
    const { body: asked } = await ask(who, {})
    const uuid = fromTypeId('export', asked.id)
    const { pool } = world.app.db
    const waiting = async () =>
      (await pool.query(`SELECT 1 FROM graphile_worker.jobs WHERE key = $1`, [`records.make_export ${uuid}`]))
        .rows.length
    const die = () => pool.query(`SELECT graphile_worker.remove_job($1)`, [`records.make_export ${uuid}`])
    expect(await waiting()).toBe(1)
    await die()
    await world.runJob('records.sweep_exports', {})
    expect(await waiting()).toBe(0)
    await pool.query(`UPDATE history_export SET moved_at = now() - interval '16 minutes' WHERE id = $1`, [
      uuid,
    ])
    await world.runJob('records.sweep_exports', {})
    await world.runJob('records.sweep_exports', {})
    expect(await waiting()).toBe(1)
    await world.runJob('records.make_export', { export: uuid })
    expect((await world.get(who, `/v1/exports/${asked.id}`)).body.status).toBe('ready')
  })

  test('is nobody else’s, and what is asked wrongly is refused at once', async () => {
    const { id } = await made(ming, {})
    const stranger = await world.person()
    expect((await world.get(stranger, `/v1/exports/${id}`)).status).toBe(404)
    expect((await world.download(stranger, `/v1/exports/${id}/file`)).status).toBe(404)
    expect((await ask(ming, { min_amount: '5' })).status).toBe(422)
    expect((await ask(ming, { time_zone: 'Mars/Base' })).status).toBe(422)
  })
})

describe('a cell', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '|cmd', '%0A=1', '＝1+1', '－2'])(
    '%j is text, not a formula',
    text => expect(csvRow([text])).toMatch(/^"?'/),
  )

  test.each([
    ['a;=1+1', "a;'=1+1"],
    ['a; "-2', `"a; ""'-2"`],
    ['a\t@SUM(A1)', "a\t'@SUM(A1)"],
    ['a\n=1;+2', `"a\n'=1;'+2"`],
    ['a;＝1', "a;'＝1"],
    ['Rent; 5 - 3 = 2', 'Rent; 5 - 3 = 2'],
  ])('%j hides none from a spreadsheet that cuts at semicolons', (text, written) => {
    expect(csvRow([text])).toBe(`${written}\r\n`)
  })

  test('of a number is a number, of a text with commas one cell', () => {
    expect(csvRow([{ number: '-10.50' }, 'a,b', null, 'c\nd', '12'])).toBe('-10.50,"a,b",,"c\nd",12\r\n')
  })
})
