import type { Command } from 'commander'
import { isCurrency } from '../../contract/money.ts'
import { withRates } from './fx.ts'
import { CommandError, sentence } from './messages.ts'
import { print } from './report.ts'

/** `rates:accept` and `rates:reject`: a person's word about rates that jumped and therefore wait. */
export function addRatesDecide(program: Command): void {
  add(program, 'rates:accept', { description: sentence('ratesAccept'), status: 'active' })
  add(program, 'rates:reject', { description: sentence('ratesReject'), status: 'rejected' })
}

function add(
  program: Command,
  name: string,
  { description, status }: { description: string; status: 'active' | 'rejected' },
): void {
  program
    .command(name)
    .description(description)
    .argument('<currency>', sentence('ratesCurrency'))
    .action(async (given: string) => {
      const currency = given.toUpperCase()
      if (!isCurrency(currency)) throw new CommandError('ratesUnknownCurrency', { currency })
      const count = await withRates(desk => desk.decideHeld(currency, status))
      if (count === 0) throw new CommandError('ratesNone', { currency })
      print(sentence('ratesDecided', { count: String(count), currency, status }))
    })
}
