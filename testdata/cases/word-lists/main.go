package main

func main() {
	out, err := exec.Command("aws", "sts", "get-session-token", "--serial-number", "arn:aws:iam::999999999999:mfa/own-user", "--token-code", os.Args[1]).Output()
	fmt.Println(string(out), err)
}
