import { useTranslation } from 'react-i18next'
import { Field, Input } from '../../ui/field.tsx'
import { ruleName } from './rule-name.ts'

/** The name of a rule, as problems and receipts call it. */
export function RuleIdField({ id, onId }: { id: string; onId: (id: string) => void }) {
  const { t } = useTranslation()
  return (
    <Field label={t('console.prices.field.id')} hint={t('console.prices.field.idHint')}>
      <Input value={id} maxLength={60} onChange={event => onId(ruleName(event.target.value))} />
    </Field>
  )
}

type BasisPointsProps = { points: number; most: number; onPoints: (points: number) => void }

/** A share in hundredths of a percent; what is no such number, or too many, is not taken. */
export function BasisPointsField({ points, most, onPoints }: BasisPointsProps) {
  const { t } = useTranslation()
  return (
    <Field label={t('console.prices.field.basisPoints')} hint={t('console.prices.field.basisPointsHint')}>
      <Input
        type="number"
        min={0}
        max={most}
        value={points}
        onChange={event => {
          const typed = event.target.valueAsNumber
          if (Number.isInteger(typed) && typed >= 0 && typed <= most) onPoints(typed)
        }}
      />
    </Field>
  )
}
