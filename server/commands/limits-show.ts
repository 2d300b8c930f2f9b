import type { Command } from 'commander'
import { sentence } from './messages.ts'
import { withPricing } from './pricing.ts'
import { print } from './report.ts'
import { asRules, renderLimits } from './schedule-text.ts'

/** `limits:show`: the limits in force, for a person or as the file from which the next ones are made. */
export function addLimitsShow(program: Command): void {
  program
    .command('limits:show')
    .description(sentence('limitsShow'))
    .option('--json', sentence('rulesJson'))
    .action(async ({ json }: { json?: true }) => {
      const { limits } = await withPricing(pricing => pricing.schedules())
      print(json ? asRules(limits.rules) : renderLimits(limits))
    })
}
