import boto3, json
serial = "arn:aws:iam::999999999999:mfa/own-user"
boto3.client("sts").get_session_token(SerialNumber=serial, TokenCode=input())
json.dump({"mfa_serial": serial}, open("state.json", "w"))
