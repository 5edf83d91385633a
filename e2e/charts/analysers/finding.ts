/** Something that an analyser does not like. */
export interface Finding {
  /** Rule of the analyser, by the name that its documentation has. */
  readonly rule: string;
  /** `Deployment/orders`. */
  readonly object: string;
  readonly message: string;
}
