import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { environmentSchema } from '../server/platform/config.ts'

const defaultSchema = z.union([z.string(), z.number()]).optional()

/** The settings as the program knows them: name → default as one would write it, or undefined where there is none. */
const settings = new Map(
  Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const unset = defaultSchema.parse(schema.safeParse(undefined).data)
    return [name, unset?.toString()]
  }),
)

/** The rows of the settings' table: name, default, meaning. */
function tableOf(readme: string): Map<string, { standard: string; meaning: string }> {
  const text = readFileSync(new URL(`../${readme}`, import.meta.url), 'utf8')
  const rows = text.matchAll(/^\| `([A-Z][A-Z0-9_]*)` *\|([^|]*)\|([^|]*)\|$/gm)
  return new Map(
    Array.from(rows, ([, name = '', standard = '', meaning = '']) => [
      name,
      { standard: standard.trim(), meaning: meaning.trim() },
    ]),
  )
}

describe.each(['README.md', 'README.zh-CN.md'])('the table of settings in %s', readme => {
  const table = tableOf(readme)

  test('names every setting and no other', () => {
    expect([...table.keys()].toSorted()).toEqual([...settings.keys()].toSorted())
  })

  test('says what each one means', () => {
    expect([...table].filter(([, { meaning }]) => meaning === '')).toEqual([])
  })

  test('gives the default the program has', () => {
    const wrong = [...settings].filter(([name, unset]) => {
      const standard = table.get(name)?.standard ?? ''
      return unset === undefined ? standard.startsWith('`') : standard !== `\`${unset}\``
    })
    expect(wrong).toEqual([])
  })
})
