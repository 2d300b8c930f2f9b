import { expect, test } from 'vitest'
import { folderTrouble, sentence } from './launch-messages.ts'

const failure = (code: string) => Object.assign(new Error(`${code}: no`), { code })

test('a full disk is not called a folder that belongs to somebody else', () => {
  const told = (code: string) => folderTrouble('/data', failure(code)).message
  const saying = (key: 'diskFull' | 'folderNotWritable', code: string) =>
    sentence(key, { folder: '/data', reason: `${code}: no` })
  expect(told('ENOSPC')).toBe(saying('diskFull', 'ENOSPC'))
  expect(told('EDQUOT')).toBe(saying('diskFull', 'EDQUOT'))
  expect(told('EACCES')).toBe(saying('folderNotWritable', 'EACCES'))
})
