import type { Command } from 'commander'
import { withRates } from './fx.ts'
import { sentence } from './messages.ts'
import { print } from './report.ts'

/** `rates:show`: the reference rates in force for one euro, and what we add to them. */
export function addRatesShow(program: Command): void {
  program
    .command('rates:show')
    .description(sentence('ratesShow'))
    .action(async () => {
      const { rates, markup } = await withRates(async desk => ({
        rates: await desk.rates(new Date()),
        markup: await desk.markup(new Date()),
      }))
      if (rates.size === 0) return print(sentence('ratesEmpty'))
      for (const { currency, text, day, quotable } of rates.values())
        print(`${currency}  ${text.padStart(14)}  ${day}  ${quotable ? '' : '–'}`.trimEnd())
      for (const { id, from, to, basis_points } of markup.rules)
        print(`v${markup.version}/${id}  ${from ?? '*'} → ${to ?? '*'}  ${basis_points / 100} %`)
    })
}
