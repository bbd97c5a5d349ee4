defmodule Policy do
  def serial(user), do: "arn:aws:iam::#{account()}:mfa/#{user}"
  def joined(user), do: "arn:aws:iam::123456789012:mfa/" <> user
  def resource, do: "arn:aws:iam::*:mfa/${aws:username}"
end
