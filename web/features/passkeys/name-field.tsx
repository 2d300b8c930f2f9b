import type { UseFormRegisterReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Field, Input } from '../../ui/field.tsx'

/** Characters a name may have; the server has the last word. */
export const maxNameLength = 60

export function NameField({ field, error }: { field: UseFormRegisterReturn; error: string | undefined }) {
  const { t } = useTranslation()
  return (
    <Field label={t('passkeys.name')} hint={t('passkeys.nameHint')} error={error}>
      <Input {...field} maxLength={maxNameLength} autoComplete="off" />
    </Field>
  )
}
