import type { Command } from 'commander'
import { sentence } from './messages.ts'
import { withPricing } from './pricing.ts'
import { print } from './report.ts'
import { asRules, renderFees } from './schedule-text.ts'

/** `fees:show`: the price list in force, for a person or as the file from which the next one is made. */
export function addFeesShow(program: Command): void {
  program
    .command('fees:show')
    .description(sentence('feesShow'))
    .option('--json', sentence('rulesJson'))
    .action(async ({ json }: { json?: true }) => {
      const { fees } = await withPricing(pricing => pricing.schedules())
      print(json ? asRules(fees.rules) : renderFees(fees))
    })
}
