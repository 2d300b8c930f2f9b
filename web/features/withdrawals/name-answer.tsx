import type { UseMutationResult } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { groupBankField } from '../../../contract/bank-accounts/index.ts'
import { Alert, type Tone } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Card } from '../../ui/layout.tsx'
import type { NameCheck } from './queries.ts'

const tones: Record<NameCheck['result'], Tone> = {
  match: 'ok',
  close_match: 'warn',
  no_match: 'bad',
  not_possible: 'warn',
}

type NameAnswerProps = {
  check: NameCheck
  holder: string
  adding: Pick<UseMutationResult<unknown, Error, never>, 'isPending' | 'isSuccess' | 'error'>
  onAdd: (despite: boolean) => void
  onUseName: (name: string) => void
  onChange: () => void
}

/** What the bank said to the name, in plain words; anything but a match must be seen and confirmed. */
export function NameAnswer({ check, holder, adding, onAdd, onUseName, onChange }: NameAnswerProps) {
  const { t } = useTranslation()
  const [seen, setSeen] = useState(false)
  const { result, name, account } = check
  const matches = result === 'match'
  const busy = adding.isPending || adding.isSuccess
  return (
    <Card className="flex flex-col gap-5">
      <Alert tone={tones[result]} live title={t(`withdrawals.name.${result}.title`, { name })}>
        {t(`withdrawals.name.${result}.text`, { holder })}
      </Alert>
      <Facts
        lines={[
          { label: t('withdrawals.holder'), value: <bdi className="break-words">{holder}</bdi> },
          ...Object.entries(account.fields).map(([field, value]) => ({
            label: t(`bankAccount.field.${field}`, { defaultValue: field }),
            value: (
              <bdi dir="ltr" className="break-all tabular-nums">
                {t(`bankAccount.choice.${value}`, { defaultValue: groupBankField(field, value) })}
              </bdi>
            ),
          })),
        ]}
      />
      {matches ? null : (
        <Checkbox checked={seen} onChange={setSeen}>
          {t(`withdrawals.name.${result}.confirm`)}
        </Checkbox>
      )}
      {adding.error ? <ErrorState error={adding.error} /> : null}
      <div className="flex flex-col gap-2">
        {name ? (
          <Button size="lg" block disabled={busy} onClick={() => onUseName(name)}>
            {t('withdrawals.name.useBankName', { name })}
          </Button>
        ) : null}
        <Button
          size="lg"
          variant={matches || result === 'not_possible' ? 'primary' : 'secondary'}
          block
          pending={busy}
          disabled={!matches && !seen}
          onClick={() => onAdd(!matches)}
        >
          {t(matches ? 'withdrawals.addThis' : 'withdrawals.addAnyway')}
        </Button>
        <Button
          variant={result === 'no_match' ? 'primary' : 'ghost'}
          block
          disabled={busy}
          onClick={onChange}
        >
          {t('ui.change')}
        </Button>
      </div>
    </Card>
  )
}
