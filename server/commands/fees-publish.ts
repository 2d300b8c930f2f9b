import type { Command } from 'commander'
import { feeRuleSchema, problemsOfFees } from '../slices/pricing/index.ts'
import { sentence } from './messages.ts'
import { withPricing } from './pricing.ts'
import { print } from './report.ts'
import { readRules, refuseProblems } from './rules-file.ts'
import { renderFees } from './schedule-text.ts'

/** `fees:publish`: puts a new price list in force from the next decision on; the old versions stay readable. */
export function addFeesPublish(program: Command): void {
  program
    .command('fees:publish')
    .description(sentence('feesPublish'))
    .argument('<file>', sentence('rulesFile'))
    .action(async (file: string) => {
      const rules = await readRules(file, feeRuleSchema)
      refuseProblems(file, problemsOfFees(rules))
      const { fees } = await withPricing(async pricing => {
        await pricing.publishFees(rules)
        return pricing.schedules()
      })
      print(renderFees(fees))
    })
}
