import { expect, test } from 'vitest'
import { bankFileFaultCodes } from '../../../contract/bank-file-faults.ts'
import english from '../../messages/console/en.json' with { type: 'json' }
import chinese from '../../messages/console/zh-CN.json' with { type: 'json' }

const places = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort()

/** The server stores a code; without a text the desk would show that instead. */
test.each(bankFileFaultCodes)(
  'a file set aside with %s has a text that names the same in both languages',
  code => {
    const [here, there] = [english, chinese].map(texts => texts.console.finance.files.fault[code])
    expect(here).toBeTruthy()
    expect(there).not.toBe(here)
    expect(places(there ?? '')).toEqual(places(here ?? ''))
  },
)
