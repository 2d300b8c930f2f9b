import { useMutation } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { hasPasskeys, makePasskey, type Attestation } from '../../lib/passkeys.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import type { Factor } from './choose-factor.tsx'
import type { Invitation } from './invitation-page.tsx'
import { PasskeyTrouble } from './passkey-trouble.tsx'

type EnrolPasskeyProps = {
  options: Invitation['passkey']
  pending: boolean
  onFactor: (factor: Factor) => void
}

export function EnrolPasskey({ options, pending, onFactor }: EnrolPasskeyProps) {
  const { t } = useTranslation()
  const form = useForm({ defaultValues: { name: t('consoleSignIn.factor.nameDefault') } })
  const make = useMutation<Attestation, Error, { name: string }>({
    mutationFn: () => makePasskey(options),
    onSuccess: (attestation, { name }) => onFactor({ method: 'passkey', attestation, name: name.trim() }),
  })
  if (!hasPasskeys()) return <Alert tone="warn">{t('consoleSignIn.factor.none')}</Alert>
  return (
    <form
      noValidate
      onSubmit={event => void form.handleSubmit(typed => make.mutate(typed))(event)}
      className="flex flex-col gap-5"
    >
      <PasskeyTrouble error={make.error} />
      <Field
        label={t('consoleSignIn.factor.name')}
        hint={t('consoleSignIn.factor.nameHint')}
        error={form.formState.errors.name?.message}
      >
        <Input
          {...form.register('name', {
            validate: text => text.trim() !== '' || t('consoleSignIn.factor.nameEmpty'),
          })}
          maxLength={60}
          autoComplete="off"
        />
      </Field>
      <Button type="submit" size="lg" block pending={make.isPending || pending}>
        {t('consoleSignIn.factor.make')}
      </Button>
    </form>
  )
}
