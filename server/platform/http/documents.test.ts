import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { errorCatalogue, errorCodes } from '../../../contract/errors.ts'
import { operations } from '../../../contract/operations.ts'
import { publicUrl, startHttp } from './http.fixture.ts'

const { app } = startHttp()
const get = (url: string) => app.inject({ url })

describe('the page of an error code', () => {
  test.each(errorCodes)('%s says what it means, why, what to do, and the same in Chinese', async code => {
    const text = await readFile(new URL(`../../../docs/errors/${code}.md`, import.meta.url), 'utf8')
    expect(text.split('\n')[0]).toBe(`# \`${code}\``)
    expect(text).toContain(`\nHTTP ${errorCatalogue[code].status} · `)
    const headings = text.split('\n').filter(line => line.startsWith('## '))
    expect(headings).toEqual(['## What it means', '## Why it happens', '## What to do', '## 中文'])
    const page = await get(`/errors/${code}`)
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.body).toContain('<section lang="zh-CN"><h2>中文</h2>')
  })

  test('no page is left of a code that is gone', async () => {
    const files = await readdir(new URL('../../../docs/errors/', import.meta.url))
    expect(new Set(files)).toEqual(new Set(errorCodes.map(code => `${code}.md`)))
  })

  test('the type of a problem leads there', async () => {
    const { type } = (await get('/v1/nothing')).json()
    expect(type).toBe(`${publicUrl}/errors/not_found`)
    expect((await get(new URL(type).pathname)).statusCode).toBe(200)
  })

  test.each(['unknown', 'constructor', '__proto__', '..%2fdevelopers'])(
    'there is none for %s',
    async code => {
      expect((await get(`/errors/${code}`)).statusCode).toBe(404)
    },
  )

  test('the overview links all of them', async () => {
    const { body } = await get('/errors')
    for (const code of errorCodes) expect(body).toContain(`href="/errors/${code}"`)
  })
})

test('/v1/openapi.json is the generated document at this address', async () => {
  const document = (await get('/v1/openapi.json')).json()
  expect(document.servers).toEqual([{ url: publicUrl }])
  const ids = Object.values(document.paths).flatMap(path =>
    Object.values(Object(path)).map(operation => Object(operation).operationId),
  )
  expect(new Set(ids)).toEqual(new Set(Object.keys(operations)))
})

test('/developers describes every operation, and a style is the only thing inline, with a nonce', async () => {
  const page = await get('/developers')
  for (const id of Object.keys(operations)) expect(page.body).toContain(`<h3 id="${id}">`)
  for (const [, target = ''] of page.body.matchAll(/href="#([^"]+)"/g))
    expect(page.body).toContain(`id="${target}"`)
  // A column without a name is read out as none, and what scrolls must take the focus to be scrolled by keys.
  const count = (part: RegExp) => Array.from(page.body.matchAll(part)).length
  expect(count(/<th><\/th>/g)).toBe(0)
  expect(count(/<pre tabindex="0">/g)).toBeGreaterThan(50)
  expect(count(/<pre(?! tabindex="0">)/g)).toBe(0)
  const tables = page.body.match(/<div class="scroll".*?<\/table>/gs) ?? []
  expect(tables.filter(table => !/^[^>]*tabindex="0"|<a /.test(table))).toEqual([])
  const nonce = /nonce-([^']+)'/.exec(String(page.headers['content-security-policy']))?.[1]
  expect(page.body).toContain(`<style nonce="${nonce}">`)
  expect(page.body).not.toMatch(/<script|style="|onclick|\{\{|undefined|\[object/)
})
