import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { RatesFileError } from '../slices/fx/index.ts'
import { withRates } from './fx.ts'
import { CommandError, sentence } from './messages.ts'
import { print } from './report.ts'
import { asList } from './rules-file.ts'

/** `rates:import`: takes a file of reference rates, as the watched folder does. */
export function addRatesImport(program: Command): void {
  program
    .command('rates:import')
    .description(sentence('ratesImport'))
    .argument('<file>', sentence('ratesFile'))
    .action(async (file: string) => {
      const text = await readFile(file, 'utf8')
      const { taken, days, held } = await withRates(desk =>
        desk.takeFile({ text, origin: basename(file), now: new Date() }),
      ).catch((error: unknown) => {
        throw error instanceof RatesFileError
          ? new CommandError('ratesRefused', { reason: error.message })
          : error
      })
      print(taken ? sentence('ratesTaken', { days: String(days) }) : sentence('ratesKnown'))
      if (held.length > 0) print(sentence('ratesHeld', { currencies: asList(held) }))
    })
}
